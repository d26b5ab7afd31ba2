// The designer: taking a picture away, and telling the preview that a picture has changed.
// Uploading is htmx's; what it brings back holds the picture's number, so the form is asked for its preview anew.
export function start(form) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-clear-picture]");
    if (!button) return;
    const field = button.closest(".picture-field");
    field.querySelector("input[type=hidden]").value = "";
    field.querySelector(".picture-face").replaceChildren();
    field.querySelector("input[type=file]").focus();
    button.remove();
    redraw(form);
  });
  form.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.closest?.(".picture-field") || event.target.id?.startsWith("picture-")) redraw(form);
  });
}

function redraw(form) {
  form.dispatchEvent(new Event("input", { bubbles: true }));
}
