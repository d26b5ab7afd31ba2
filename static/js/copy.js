// `data-copy="text"`: copies the text and says so on the button itself.
async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {   // plain http and older in-app browsers have no clipboard object
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

export async function act(button) {
  await write(button.dataset.copy);
  const label = button.querySelector("span") ?? button;
  const before = label.textContent;
  if (!button.dataset.textDone || before === button.dataset.textDone) return;
  label.textContent = button.dataset.textDone;
  setTimeout(() => { label.textContent = before; }, 2500);
}
