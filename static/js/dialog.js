// `data-dialog-open="id"` opens a <dialog>; `data-dialog-close` inside it closes it. Escape is the browser's own.
export function act(element) {
  if (element.dataset.dialogClose !== undefined) {
    element.closest("dialog").close();
    return;
  }
  document.getElementById(element.dataset.dialogOpen).showModal();
}
