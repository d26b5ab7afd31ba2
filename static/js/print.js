// `data-print`: the browser's own print dialog.
export function act() {
  window.print();
}
