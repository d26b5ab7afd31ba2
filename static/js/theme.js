// A classic script in <head>: the chosen theme is on the page before its first paint.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const order = ["auto", "light", "dark"];

  const choice = () => {
    try {
      const saved = localStorage.getItem("theme");
      return order.includes(saved) ? saved : "auto";
    } catch { return "auto"; }   // storage is shut in some in-app browsers
  };
  let current = choice();

  const show = () => {
    root.dataset.bsTheme = current === "auto" ? (dark.matches ? "dark" : "light") : current;
    for (const button of document.querySelectorAll("[data-theme-toggle]")) {
      button.hidden = false;
      button.querySelector("[data-theme-text]").textContent = button.getAttribute(`data-text-${current}`);
    }
  };

  show();
  dark.addEventListener("change", show);
  document.addEventListener("DOMContentLoaded", show);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    current = order[(order.indexOf(current) + 1) % order.length];
    try { localStorage.setItem("theme", current); } catch { /* the choice then lasts for this page */ }
    show();
  });
})();
