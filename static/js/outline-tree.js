// The outline editor's tree: drag and keys move a line with all below it; the server moves, the tree comes back whole.
import Sortable from "../vendor/sortable.esm.js";

const STEPS = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out" };
const panel = () => document.getElementById("line-panel");
const tree = () => document.getElementById("outline-tree");
let inTree = false; // whether the keyboard was in the tree when it was asked to change

export function start(root) {
  const lists = root.querySelectorAll("[data-children]");
  for (const list of lists) Sortable.create(list, options(root));
  root.addEventListener("click", (event) => {
    const link = event.target.closest(".tree-line a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(line(link));
  });
  root.addEventListener("keydown", (event) => key(root, event));
  root.addEventListener("focusin", (event) => { inTree = Boolean(event.target.closest(".tree-lines, [data-steps]")); });
  tell(root);
  const chosen = root.querySelector(".is-chosen a");
  if (chosen && inTree) chosen.focus({ preventScroll: true });
  chosen?.scrollIntoView({ block: "nearest" });
}

function options(root) {
  return {
    group: "outline", handle: ".tree-grip", animation: 120, fallbackOnBody: true, swapThreshold: .6, ghostClass: "is-ghost",
    onStart: () => root.classList.add("is-dragging"),
    onEnd: ({ item, to, newIndex }) => {
      root.classList.remove("is-dragging");
      act({ act: "move", line: line(item), parent: to.closest("li")?.dataset.line ?? "", index: newIndex });
    },
  };
}

function line(element) {
  return element.closest("li[data-line]").dataset.line;
}

function act(values) {
  const root = tree();
  return window.htmx.ajax("POST", root.dataset.act, {
    target: "#outline-tree", swap: "outerHTML", values: { revision: root.dataset.revision, ...values },
  });
}

function choose(pk) {
  const root = tree();
  root.querySelector(".is-chosen")?.classList.remove("is-chosen");
  root.querySelector("[aria-current]")?.removeAttribute("aria-current");
  const row = root.querySelector(`li[data-line="${pk}"] > .tree-line`);
  row?.classList.add("is-chosen");
  row?.querySelector("a").setAttribute("aria-current", "true");
  for (const input of root.querySelectorAll("[data-chosen]")) input.value = pk;
  root.querySelector("[data-chosen-value]").value = pk;
}

// What was typed for the line before is saved first; where that cannot be, it stays in view with the reason.
async function open(pk) {
  if (!(await saved())) return panel().scrollIntoView({ block: "nearest" });
  choose(pk);
  const page = tree().dataset.page;
  await window.htmx.ajax("GET", `${page}${pk}/`, { target: "#line-panel", swap: "innerHTML" });
  history.replaceState(null, "", `?line=${pk}`);
  if (matchMedia("(width < 62rem)").matches) panel().scrollIntoView({ behavior: "smooth" });
}

function saved() {
  const form = panel().querySelector("[data-line-form]");
  if (!form?.dataset.typed) return Promise.resolve(true);
  return new Promise((resolve) => {
    document.addEventListener("htmx:afterSettle", () => resolve(Boolean(panel().querySelector("[data-saved]"))), { once: true });
    form.requestSubmit();
  });
}

function key(root, event) {
  const here = event.target.closest?.(".tree-line a");
  if (!here) return;
  if (event.altKey && STEPS[event.key]) {
    event.preventDefault();
    act({ act: STEPS[event.key], line: line(here) });
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const links = [...root.querySelectorAll(".tree-line a")];
    links[links.indexOf(here) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  } else if (event.key === "Delete") {
    event.preventDefault();
    act({ act: "remove", line: line(here) });
  } else if (event.key === "n" || event.key === "N") {
    event.preventDefault();
    choose(line(here));
    root.querySelector("[data-add] [name=title]").focus();
  }
}

async function tell(root) {
  const { told, refused } = root.dataset;
  if (!told && !refused) return;
  const { show } = await import("./toast.js");
  show(refused || told, refused ? "error" : "success");
}

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key !== "z" || event.target.matches("input, textarea, select")) return;
  event.preventDefault();
  tree()?.querySelector("[data-undo]")?.requestSubmit();
});
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("[data-line-form]");
  if (form) form.dataset.typed = "yes";
});
document.addEventListener("outline-changed", () => {
  const chosen = tree().querySelector(".is-chosen")?.closest("li").dataset.line ?? "";
  window.htmx.ajax("GET", `${tree().dataset.page}?line=${chosen}`, { target: "#outline-tree", swap: "outerHTML" });
});
