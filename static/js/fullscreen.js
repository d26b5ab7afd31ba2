// `data-fullscreen`: the wall fills the projector. Browsers without the feature do not see the button.
export function start(button) {
  if (!document.fullscreenEnabled) return;
  const follow = () => { button.hidden = document.fullscreenElement !== null; };
  button.addEventListener("click", () => document.documentElement.requestFullscreen());
  document.addEventListener("fullscreenchange", follow);
  follow();
}
