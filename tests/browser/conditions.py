"""What every page must hold: nothing fails while it loads, nothing sticks out sideways, axe finds nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from playwright.sync_api import ConsoleMessage, Page, Request, Response

Look = tuple[int, Literal["light", "dark"]]
LOOKS: tuple[Look, Look] = ((1280, "light"), (375, "dark"))  # each width and each theme once: axe takes its time
WCAG_2_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
# What sticks out by itself, not what lies in a box of its own that scrolls.
OVERFLOW = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const scrolls = (element) => element && (/auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX)
        && element !== document.body && element !== document.documentElement || scrolls(element.parentElement));
    return [...document.body.querySelectorAll("*")]
        .filter((element) => element.getBoundingClientRect().right > width + 1 && !scrolls(element.parentElement))
        .map((element) => `${element.tagName.toLowerCase()}.${element.className}`).slice(0, 5);
}"""
SETTLED = """(theme) => document.documentElement.dataset.bsTheme === theme
    && !document.getAnimations().some((one) => one instanceof CSSTransition && one.playState === "running")"""
AXE_RUN = """async (tags) => {
    const found = await axe.run(document, {runOnly: tags, resultTypes: ["violations"]});
    return found.violations.map(({id, nodes}) => `${id}: ${nodes.slice(0, 3).map(({html, any}) =>
        html.slice(0, 160) + " " + (any[0]?.message ?? "")).join(" | ")}`);
}"""


class Watch:
    """Notes down what goes wrong on a page; `told()` gives it and forgets it."""

    def __init__(self, page: Page) -> None:
        self._faults: list[str] = []
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self._faults.append(f"script: {error}"))
        page.on("requestfailed", self._on_failure)
        page.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        # "Failed to load resource" is told by its response, with the status.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self._faults.append(f"console: {message.text}")

    def _on_failure(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the next page was opened while something was still asked for
            self._faults.append(f"request: {request.url} {request.failure}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self._faults.append(f"response: {response.status} {response.url}")

    def told(self) -> list[str]:
        told, self._faults = self._faults, []
        return told


def faults_of(page: Page, watch: Watch, address: str, *, status: int = 200) -> list[str]:
    """Everything wrong with one page, wide in light and narrow in dark, as lines that name the place."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size({"width": LOOKS[0][0], "height": 900})
    answer = page.goto(address)
    faults = watch.told()
    if answer is None or answer.status != status:
        faults.append(f"status: {answer and answer.status}")
    page.evaluate(AXE.read_text())
    for width, theme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        faults += [f"{width}: sticks out: {place}" for place in page.evaluate(OVERFLOW)]
        page.emulate_media(color_scheme=theme)
        page.wait_for_function(SETTLED, arg=theme)
        faults += [f"{width} {theme}: {fault}" for fault in violations(page)]
    return [f"{address} {fault}" for fault in faults + watch.told()]


def violations(page: Page) -> Any:
    return page.evaluate(AXE_RUN, WCAG_2_2_AA)
