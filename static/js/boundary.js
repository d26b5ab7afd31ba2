// A boundary of the timetable under the keyboard: the arrow keys press its two buttons.
const EARLIER = new Set(["ArrowUp", "ArrowLeft"]);
const LATER = new Set(["ArrowDown", "ArrowRight"]);

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("[data-boundary]");
  if (!form || event.altKey || event.ctrlKey || event.metaKey) return;
  const id = EARLIER.has(event.key) ? "earlier" : LATER.has(event.key) ? "later" : "";
  if (!id) return;
  event.preventDefault();
  const button = form.querySelector(`[id^="${id}-"]`);
  button.focus();
  form.requestSubmit(button);
});
