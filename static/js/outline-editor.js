// The outline preview by keyboard, and each move taken back.
// The server moves the rows; this module presses the row's buttons and remembers what the tree looked like before.

const PRESSED = { ArrowLeft: "outdent", ArrowRight: "indent", KeyM: "merge", KeyX: "drop" };
const STEPS = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" };

export function start(form) {
  const past = [];
  const undo = form.querySelector("[data-outline-undo]");
  const rows = () => form.querySelector("#outline-rows");
  let place = 0;

  form.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.code === "KeyZ" && past.length) return act(event, takeBack);
    const row = event.target.closest("#outline-rows > li");
    if (!row) return;
    if (event.code in PRESSED) act(event, () => row.querySelector(`button[value^="${PRESSED[event.code]}:"]:enabled`)?.click());
    if (event.code in STEPS) act(event, () => row[STEPS[event.code]]?.querySelector(".row-title")?.focus());
    if (event.code === "KeyK") act(event, () => row.querySelector(".row-kind").focus());
  });

  form.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== rows()) return;
    // Values typed since the page came are properties, not attributes: write them down before copying.
    for (const input of rows().querySelectorAll("input")) input.setAttribute("value", input.value);
    for (const option of rows().querySelectorAll("option")) option.toggleAttribute("selected", option.selected);
    past.push({ html: rows().outerHTML, place });
    undo.hidden = false;
  });

  // A merged row lives on in the one above it.
  form.addEventListener("htmx:beforeRequest", ({ detail }) => (place = focusedPlace() - detail.elt.value?.startsWith("merge:")));
  form.addEventListener("htmx:afterSwap", () => focus(place));
  undo.addEventListener("click", takeBack);

  // A narrow page begins without the source lines: there they stand above each row and double its height.
  if (matchMedia("(width < 60rem)").matches) form.querySelector("[data-source-toggle]").checked = false;
  form.dataset.outlineEditor = "ready";

  function act(event, work) {
    event.preventDefault();
    work();
  }

  function takeBack() {
    const before = past.pop();
    rows().outerHTML = before.html;
    window.htmx.process(rows());
    undo.hidden = past.length === 0;
    focus(before.place);
  }

  function focusedPlace() {
    return [...rows().children].indexOf(document.activeElement?.closest("#outline-rows > li"));
  }

  // A dropped row is gone: the next one takes the focus.
  function focus(index) {
    const list = [...rows().children];
    if (index >= 0) list[Math.min(index, list.length - 1)]?.querySelector(".row-title")?.focus();
  }
}
