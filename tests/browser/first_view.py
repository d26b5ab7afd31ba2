"""What a phone has to fetch to see a page for the first time, counted on the wire."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Page


@dataclass
class FirstView:
    """Addresses asked for and bytes received, headers included, as they came (compressed)."""

    addresses: list[str] = field(default_factory=list)
    transferred: float = 0

    @property
    def kib(self) -> float:
        return self.transferred / 1024


def first_view(page: Page, address: str) -> FirstView:
    """Open `address` with nothing in the cache and let everything arrive."""
    view = FirstView()
    network = page.context.new_cdp_session(page)
    network.on("Network.requestWillBeSent", lambda event: view.addresses.append(event["request"]["url"]))
    network.on("Network.loadingFinished", lambda event: _add(view, event["encodedDataLength"]))
    network.send("Network.enable")
    network.send("Network.clearBrowserCache")
    page.goto(address, wait_until="networkidle")
    network.detach()
    return view


def _add(view: FirstView, received: float) -> None:
    view.transferred += received
