// `data-confirm="…"` on a button, link or form: the text is asked first. `data-confirm-label` names the deed on the button.
export function ask(element) {
  const dialog = document.getElementById("confirm-dialog");
  const ok = dialog.querySelector("[data-confirm-ok]");
  dialog.querySelector("[data-confirm-text]").textContent = element.dataset.confirm;
  ok.textContent = element.dataset.confirmLabel || dialog.dataset.defaultLabel;
  dialog.returnValue = "cancel";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "ok"), { once: true });
  });
}
