// One button above a list of boxes: ticks them all, or clears them when all are ticked.

export function start(element) {
  const boxes = [...element.querySelectorAll("input[type=checkbox]")];
  if (boxes.length < 2) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-quiet btn-sm";
  const every = () => boxes.every((box) => box.checked);
  const name = () => { button.textContent = every() ? element.dataset.textNone : element.dataset.textAll; };
  button.addEventListener("click", () => {
    const on = !every();
    for (const box of boxes) box.checked = on;
    name();
  });
  element.addEventListener("change", name);
  name();
  element.append(button);
}
