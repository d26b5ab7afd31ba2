// The outline preview: Alt+← and Alt+→ press the row's buttons, and each move can be taken back.
// The server moves the rows; this module only remembers what the tree looked like before.

const KEYS = { ArrowLeft: "outdent", ArrowRight: "indent" };

export function start(form) {
  const past = [];
  const undo = form.querySelector("[data-outline-undo]");
  const rows = () => form.querySelector("#outline-rows");

  form.addEventListener("keydown", (event) => {
    const action = event.altKey && KEYS[event.key];
    const row = event.target.closest("#outline-rows > li");
    if (!action || !row) return;
    event.preventDefault();
    row.querySelector(`button[value^="${action}:"]:enabled`)?.click();
  });

  form.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== rows()) return;
    // Values typed since the page came are properties, not attributes: write them down before copying.
    for (const input of rows().querySelectorAll("input")) input.setAttribute("value", input.value);
    for (const option of rows().querySelectorAll("option")) option.toggleAttribute("selected", option.selected);
    past.push({ html: rows().outerHTML, line: focusedLine() });
    undo.hidden = false;
  });

  form.addEventListener("htmx:afterSwap", () => focus(form.dataset.focusLine));
  form.addEventListener("htmx:beforeRequest", () => (form.dataset.focusLine = focusedLine()));

  undo.addEventListener("click", () => {
    const { html, line } = past.pop();
    rows().outerHTML = html;
    window.htmx.process(rows());
    undo.hidden = past.length === 0;
    focus(line);
  });

  function focusedLine() {
    return document.activeElement?.closest("#outline-rows > li")?.id ?? "";
  }

  function focus(line) {
    if (line) document.getElementById(line)?.querySelector(".row-title")?.focus();
  }
}
