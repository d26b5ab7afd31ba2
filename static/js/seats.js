// The button for moving a trainee shows once another group is chosen. Sending at the choice itself would surprise
// whoever walks through the list with the arrow keys.
for (const form of document.querySelectorAll(".seat-move")) {
  const select = form.querySelector("select");
  const button = form.querySelector("button");
  const before = select.value;
  const show = () => { button.hidden = select.value === before || select.value === ""; };
  select.addEventListener("change", show);
  show();
}
