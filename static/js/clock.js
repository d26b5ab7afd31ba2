// `data-clock`: the time of day, 24-hour, in the zone of `data-clock` (empty: the machine's own).
export function start(element) {
  const format = new Intl.DateTimeFormat("zh-CN", {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: element.dataset.clock || undefined,
  });
  const tick = () => {
    const now = new Date();
    element.textContent = format.format(now);
    element.dateTime = now.toISOString();
    setTimeout(tick, 60000 - (now.getTime() % 60000) + 50);
  };
  tick();
}
