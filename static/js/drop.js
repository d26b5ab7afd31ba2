// A file area: says which file is chosen, and shows that a file dragged over it would be taken.
export function start(area) {
  const input = area.querySelector("input[type=file]");
  const name = area.querySelector("[data-drop-name]");
  const invitation = name.textContent;
  input.addEventListener("change", () => {
    const names = [...input.files].map((file) => file.name);
    name.textContent = names.length ? names.join("、") : invitation;
  });
  for (const type of ["dragenter", "dragover"]) area.addEventListener(type, () => area.classList.add("is-over"));
  for (const type of ["dragleave", "drop", "dragend"]) area.addEventListener(type, () => area.classList.remove("is-over"));
}
