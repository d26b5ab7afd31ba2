"""Content that reaches for other files or the network gets neither, and the process that drew it lives on."""

import io
import socket
from typing import Any

import pytest
from pypdf import PdfReader

from documents import pdf

ADDRESSES = [
    "{canary}",
    "http://127.0.0.1:9/x",
    "https://example.org/x",
    "//example.org/x",
    "ftp://example.org/x",
    "static:../../{canary}",
    "static:{path}",
]
WAYS = [
    '<img src="{address}">',
    '<object data="{address}"></object>',
    '<embed src="{address}">',
    '<link rel="stylesheet" href="{address}">',
    '<link rel="attachment" href="{address}">',
    '<style>@import "{address}";</style>',
    '<style>@import url("{address}") print;</style>',
    '<style>@font-face {{ font-family: x; src: url("{address}") }} body {{ font-family: x }}</style>',
    '<p style="background: url({address})">.</p>',
    '<p style="content: url({address})">.</p>',
    '<ul style="list-style-image: url({address})"><li>.</li></ul>',
    '<svg width="9" height="9"><image href="{address}" width="9" height="9"/></svg>',
    '<svg width="9" height="9"><use href="{address}#x"/></svg>',
    '<svg width="9" height="9"><style>@import "{address}";</style><rect width="9" height="9"/></svg>',
    '<img src=\'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"><image href="{address}"/></svg>\'>',
    '<base href="{address}"><img src="x.png">',
]
SECRET = "CANARY-7f3a"


@pytest.fixture
def sockets(monkeypatch) -> list[Any]:
    """Every address that anybody tried to reach."""
    tried: list[Any] = []

    def refuse(self: Any, address: Any) -> None:
        tried.append(address)
        raise OSError("no network here")

    def resolve(*address: Any, **_: Any) -> list[Any]:
        tried.append(address)
        return []

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return tried


def drawn(monkeypatch, source: str) -> bytes:
    def given(name: str, context: dict[str, object]) -> str:
        return source

    monkeypatch.setattr(pdf, "render_to_string", given)
    return pdf.render("given.html", {})


def streams(content: bytes) -> bytes:
    """All that is in a PDF, unpacked."""
    reader = PdfReader(io.BytesIO(content))
    found: list[Any] = [reader.get_object(number) for number in range(1, len(reader.xref[0]) + 1)]
    return content + b"".join(each.get_data() for each in found if hasattr(each, "get_data"))


@pytest.mark.parametrize("way", WAYS)
def test_nothing_outside_is_read_whatever_asks_for_it(monkeypatch, tmp_path, sockets, way):
    canary = tmp_path / "canary.css"
    canary.write_text(f"/* {SECRET} */ body::before {{ content: '{SECRET}' }}", encoding="ascii")
    fields = {"canary": canary.as_uri(), "path": str(canary)}
    body = "".join(way.format(address=address.format(**fields)) for address in ADDRESSES)
    content = drawn(monkeypatch, f"<html lang='zh-hans'><title>-</title><body>可见{body}</body></html>")
    unpacked = streams(content)
    assert SECRET.encode() not in unpacked
    assert SECRET.encode("utf-16-be").hex().encode() not in unpacked
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert ("可见" in text, SECRET in text) == (True, False)
    assert sockets == []
