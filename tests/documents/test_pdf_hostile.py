"""Content that reaches for other files or the network, or is monstrous: it gets neither, and the worker lives on."""

import io
import socket
from typing import Any

import pytest
from pypdf import PdfReader
from weasyprint.urls import URLFetchingError

from accounts.refusals import Refusal
from documents import confinement, pdf
from documents.confinement import Limits

ADDRESSES = [
    "{canary}",
    "http://127.0.0.1:9/x",
    "https://example.org/x",
    "//example.org/x",
    "ftp://example.org/x",
    "static:../../{canary}",
    "static:{path}",
]
ENTITY = (
    '<img src=\'data:image/svg+xml,<!DOCTYPE x [<!ENTITY y SYSTEM "{address}">]>'
    '<svg xmlns="http://www.w3.org/2000/svg"><text y="9">&y;</text></svg>\'>'
)
WAYS = [
    '<img src="{address}">',
    '<img srcset="{address} 2x" src="x">',
    '<picture><source srcset="{address}"><img></picture>',
    '<video poster="{address}" src="{address}"></video>',
    '<input type="image" src="{address}">',
    '<iframe src="{address}"></iframe>',
    '<object data="{address}"></object>',
    '<object type="image/svg+xml" data="{address}"><img src="{address}"></object>',
    '<embed src="{address}">',
    '<link rel="stylesheet" href="{address}">',
    '<link rel="alternate stylesheet" title="x" href="{address}">',
    '<link rel="attachment" href="{address}">',
    '<link rel="icon" href="{address}">',
    '<a rel="attachment" href="{address}">x</a>',
    '<a href="{address}">x</a>',
    '<meta http-equiv="refresh" content="0; url={address}">',
    '<script src="{address}"></script>',
    '<body background="{address}">',
    '<style>@import "{address}";</style>',
    '<style>@import url("{address}") print;</style>',
    "<style>@import url({address}) layer(x);</style>",
    '<style>@font-face {{ font-family: x; src: url("{address}") }} body {{ font-family: x }}</style>',
    '<style>@font-face {{ font-family: x; src: local("x"), url("{address}") }} p {{ font: 9px x }}</style>',
    '<style>@page {{ background: url("{address}"); @top-left {{ content: url("{address}") }} }}</style>',
    '<style>@namespace x url("{address}"); p::before {{ content: url("{address}") }}</style>',
    '<style>@counter-style x {{ symbols: url("{address}") }} ol {{ list-style: x }}</style><ol><li>.</ol>',
    '<style>p {{ --x: url("{address}"); background: var(--x) }}</style><p>.</p>',
    '<p style="background: url({address})">.</p>',
    '<p style="background: image-set(url({address}) 1x)">.</p>',
    '<p style="border-image: url({address}) 1 stretch; border: 3px solid">.</p>',
    '<p style="mask-border: url({address}) 1">.</p>',
    '<p style="content: url({address})">.</p>',
    '<p style="filter: url({address}#x); clip-path: url({address}#x)">.</p>',
    '<p style="cursor: url({address}), auto">.</p>',
    '<ul style="list-style-image: url({address})"><li>.</li></ul>',
    '<svg width="9" height="9"><image href="{address}" width="9" height="9"/></svg>',
    '<svg width="9" height="9"><image xlink:href="{address}" width="9" height="9"/></svg>',
    '<svg width="9" height="9"><use href="{address}#x"/></svg>',
    '<svg width="9" height="9"><rect width="9" height="9" fill="url({address}#x)"/></svg>',
    '<svg width="9" height="9"><text><textPath href="{address}#x">x</textPath></text></svg>',
    '<svg width="9" height="9"><style>@import "{address}";</style><rect width="9" height="9"/></svg>',
    '<svg width="9" height="9"><foreignObject><img src="{address}"></foreignObject></svg>',
    '<img src=\'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"><image href="{address}"/></svg>\'>',
    '<img src=\'data:image/svg+xml,<?xml-stylesheet href="{address}"?><svg xmlns="http://www.w3.org/2000/svg"/>\'>',
    ENTITY,
    "<link rel=stylesheet href='data:text/css,@import \"{address}\";'>",
    '<base href="{address}"><img src="x.png">',
]
# Big beyond reason, or deep: each ends with a document or with a reason, within its limits.
MONSTERS = {
    "deep boxes": "<div>" * 3000 + "深",
    "deep tables": ("<table><tr><td>" * 24 + "深") * 30,
    "deep lists": "<ul><li>" * 800 + "深",
    "deep spans": "<span>" * 3000 + "深",
    "wide table": "<table><tr>" + "<td>宽" * 4000,
    "spanning table": "<table><tr><td colspan=1000 rowspan=65534>x" * 40,
    "giant font": "<p style='font-size: 1e7px'>大",
    "giant box": "<p style='height: 1e9px; width: 1e9px'>大",
    "giant margin": "<p style='margin-top: 9e9cm'>大",
    "tiny page": "<style>@page { size: 1px; margin: 0 }</style>" + "小" * 9000,
    "endless pages": "<p style='break-after: page'>页" * 5000,
    "endless word": "<p>" + "x" * 500_000,
    "endless columns": "<div style='columns: 2000'>" + "列 " * 9000,
    "endless counters": "<style>p { counter-increment: x 999999999 } p::after { content: counter(x, cjk-ideographic) }",
    "endless variables": "<style>p {"
    + "".join(f"--a{n}: var(--a{n + 1}) var(--a{n + 1});" for n in range(40))
    + "--a40: x; content: var(--a0) }</style><p>x",
    "svg using itself": "<svg width=9 height=9><g id=a><use href=#a /><use href=#a /></g></svg>",
    "svg of laughs": "<svg width=9 height=9><defs><g id=a0><rect width=1 height=1 /></g>"
    + "".join(f"<g id=a{n}>{f'<use href=#a{n - 1} />' * 10}</g>" for n in range(1, 10))
    + "</defs><use href=#a9 /></svg>",
    "picture of laughs": '<img src=\'data:image/svg+xml,<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + ']><svg xmlns="http://www.w3.org/2000/svg"><text>&j;</text></svg>\'>',
    "giant svg": "<svg width=1e9 height=1e9 viewBox='0 0 1e9 1e9'><rect width=1e9 height=1e9 /></svg>",
}
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


def drawn(monkeypatch, source: str, limits: Limits | None = None) -> bytes:
    def given(name: str, context: dict[str, object]) -> str:
        return source

    monkeypatch.setattr(pdf, "render_to_string", given)
    return pdf.render("given.html", {}, limits=limits)


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


def test_a_colour_profile_from_outside_is_refused(monkeypatch, tmp_path, sockets):
    canary = tmp_path / "canary.icc"
    canary.write_text(SECRET, encoding="ascii")
    for address in (canary.as_uri(), "https://example.org/x"):
        with pytest.raises(URLFetchingError, match="ForbiddenAddressError"):
            drawn(monkeypatch, f"<style>@color-profile --x {{ src: url({address}) }}</style><p>x")
    assert sockets == []


def test_an_address_of_ours_is_not_led_elsewhere(monkeypatch, sockets):
    """A redirect would need a first request; there is none to any server."""
    for address in ("http://127.0.0.1:9/redirect", "data:text/css,@import 'http://127.0.0.1:9/redirect';"):
        content = drawn(monkeypatch, f'<link rel=stylesheet href="{address}"><p>可见')
        assert b"%PDF-" in content[:8]
    assert sockets == []


@pytest.fixture(scope="module")
def keeper():
    yield
    confinement.close()


def outcome(monkeypatch, source: str) -> tuple[int, str]:
    """The number of pages, or why there are none."""
    try:
        content = drawn(monkeypatch, source, Limits(seconds=2, memory=2**28, pages=50))
    except Refusal as refusal:
        return 0, str(refusal)
    return len(PdfReader(io.BytesIO(content)).pages), ""


@pytest.mark.usefixtures("keeper")
@pytest.mark.parametrize("name", MONSTERS)
def test_a_monster_is_drawn_or_refused_with_a_reason(monkeypatch, name):
    pages, reason = outcome(monkeypatch, f"<html><body>{MONSTERS[name]}")
    assert (1 <= pages <= 50) != reason.startswith("这份文件")
    assert drawn(monkeypatch, "<p>可见", Limits()).startswith(b"%PDF-")
