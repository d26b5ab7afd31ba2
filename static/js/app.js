// The one script of a first view. Every other module is fetched when the page, or the visitor, asks for it.

// Fetched as soon as an element that needs it is on the page; the module's `start` gets each new element once.
const present = [
  ["[data-toast]", () => import("./toast.js")],
  ["[data-drop]", () => import("./drop.js")],
  ["[data-clock]", () => import("./clock.js")],
  ["[data-fullscreen]", () => import("./fullscreen.js")],
  ["[data-dirty]", () => import("./dirty.js")],
  [".designer", () => import("./designer.js")],
  ["[data-tick-all]", () => import("./tick-all.js")],
  ["[data-outline-tree]", () => import("./outline-tree.js")],
  ["[data-timetable-editor]", () => import("./timetable-editor.js")],
  ["[data-outline-editor]", () => import("./outline-editor.js")],
  ["[data-material-form]", () => import("./material-form.js")],
  ["[data-pdf]", () => import("./pdf-view.js")],
  [".is-invalid", () => import("./first-error.js")],
];

// Fetched at the first click on such an element; the click waits for it.
const clicked = [
  ["[data-copy]", () => import("./copy.js")],
  ["[data-dialog-open], [data-dialog-close]", () => import("./dialog.js")],
  ["[data-print]", () => import("./print.js")],
];

const started = new WeakMap();

async function startAll(root) {
  for (const [selector, load] of present) {
    const found = [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];
    const fresh = found.filter((element) => !started.get(element)?.has(selector));
    if (fresh.length === 0) continue;
    for (const element of fresh) started.set(element, (started.get(element) ?? new Set()).add(selector));
    load().then((module) => fresh.forEach((element) => module.start(element)));
  }
}

startAll(document.body);
document.addEventListener("htmx:load", (event) => startAll(event.detail.elt));

document.addEventListener("click", (event) => {
  for (const [selector, load] of clicked) {
    const element = event.target.closest(selector);
    if (!element) continue;
    event.preventDefault();
    load().then((module) => module.act(element));
    return;
  }
});

// Asking comes before acting, so the event is held here, at once, and let go after the answer.
const agreed = new WeakSet();

function ask(element, act) {
  import("./confirm.js").then((module) => module.ask(element)).then((yes) => {
    if (!yes) return;
    agreed.add(element);
    act();
    agreed.delete(element);
  });
}

document.addEventListener("click", (event) => {
  const element = event.target.closest("[data-confirm]:not(form)");
  if (!element || agreed.has(element) || element.disabled) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(element, () => element.click());
}, { capture: true });

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-confirm]") || agreed.has(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const button = event.submitter;
  ask(form, () => form.requestSubmit(button));
}, { capture: true });

// A form is sent once: a thumb that presses twice on slow Wi-Fi must not send it twice.
// Disabling waits a turn, because a disabled button's own name and value would not be sent.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.target === "_blank" || form.dataset.submitMany !== undefined) return;
  setTimeout(() => {
    for (const button of form.querySelectorAll("button:not([type=button]), input[type=submit]")) {
      button.disabled = true;
      if (button === event.submitter && button.classList.contains("btn")) button.classList.add("is-busy");
    }
  });
});

// Coming back with the browser's back button shows the page as it was left: buttons off.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const button of document.querySelectorAll("form button:disabled, form input[type=submit]:disabled")) {
    button.disabled = false;
    button.classList.remove("is-busy");
  }
});

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("details[data-menu]") && event.target.open) import("./menu.js").then((module) => module.opened(event.target));
}, { capture: true });

// The finder opens from its button (a link, should this script fail), by "/" outside of fields, and by Ctrl+K anywhere.
function openFinder(event) {
  if (!document.getElementById("finder")) return;
  event.preventDefault();
  import("./finder.js").then((module) => module.open());
}
document.addEventListener("click", (event) => { if (event.target.closest("[data-finder-open]")) openFinder(event); });
document.addEventListener("keydown", (event) => {
  const writing = event.target.matches?.("input, textarea, select, [contenteditable]");
  const slash = event.key === "/" && !writing && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (slash || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey))) openFinder(event);
});

function complain(kind) {
  const text = document.querySelector("[data-toasts]")?.getAttribute(`data-text-${kind}`);
  if (text) import("./toast.js").then((module) => module.show(text, "error"));
}
document.addEventListener("htmx:sendError", () => complain("network"));
document.addEventListener("htmx:timeout", () => complain("network"));
document.addEventListener("htmx:responseError", () => complain("server"));
