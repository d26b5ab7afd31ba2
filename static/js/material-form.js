// The form of a material: shows the fields that its kind and rule ask for, and how far an upload has come.
function fits(form, rule) {
  const [name, values] = rule.split("=");
  const field = form.elements.namedItem(name);
  return !field || values.split(" ").includes(field.value);
}

function arrange(form) {
  for (const part of form.querySelectorAll("[data-when]")) part.hidden = !fits(form, part.dataset.when);
}

export function start(form) {
  arrange(form);
  form.addEventListener("change", () => arrange(form));
  const state = form.querySelector("[data-upload-state]");
  const bar = state.querySelector("progress");
  const figure = state.querySelector(".num");
  form.addEventListener("htmx:xhr:progress", ({ detail }) => {
    if (!detail.lengthComputable || !form.querySelector("input[type=file]").files.length) return;
    const percent = Math.floor((detail.loaded * 100) / detail.total);
    state.hidden = false;
    bar.max = 100;
    bar.value = percent;
    if (figure) figure.textContent = `${percent}%`;
    state.querySelector("[data-checking]").hidden = percent < 100;
  });
  form.addEventListener("htmx:afterRequest", () => { state.hidden = true; });
}
