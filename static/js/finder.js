// The finder: opened by "/" or Ctrl+K or its button, walked with the arrow keys, Enter opens the first or chosen hit.
const dialog = document.getElementById("finder");
const words = document.getElementById("finder-words");
const hits = () => [...dialog.querySelectorAll("#finder-results a")];

export function open() {
  if (dialog.open) return;
  dialog.showModal();
  words.select();
}

dialog.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const places = [words, ...hits()];
  const now = places.indexOf(document.activeElement);
  places[(now + step + places.length) % places.length].focus();
});

// What stands there answers other words by now: Enter must not open it.
words.addEventListener("input", () => { document.getElementById("finder-results").replaceChildren(); });

dialog.querySelector("form").addEventListener("submit", (event) => {
  const first = hits()[0];
  if (!first) return; // without an answer yet, the page of results comes
  event.preventDefault();
  first.click();
});

dialog.addEventListener("click", (event) => {
  if (event.target === dialog || event.target.closest("[data-finder-close]")) dialog.close();
});
