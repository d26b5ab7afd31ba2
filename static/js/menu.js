// A <details data-menu> closes like a menu: by a click elsewhere, by Escape, by leaving it with Tab.
export function opened(menu) {
  const over = new AbortController();
  const close = () => { menu.open = false; };
  const on = (type, listener) => document.addEventListener(type, listener, { signal: over.signal });
  on("click", (event) => { if (!menu.contains(event.target)) close(); });
  on("focusin", (event) => { if (!menu.contains(event.target)) close(); });
  on("keydown", (event) => {
    if (event.key !== "Escape") return;
    close();
    menu.querySelector("summary").focus();
  });
  menu.addEventListener("toggle", () => { if (!menu.open) over.abort(); }, { signal: over.signal });
}
