"""Finished PDFs put together and taken apart, without laying anything out again."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import pikepdf

MM = 72 / 25.4
Matrix = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Square:
    """Where a QR code stands on a page: its left and upper edge, from the page's own, and its side, in mm."""

    left: float
    top: float
    side: float


@dataclass(frozen=True)
class Leaf:
    """What makes a page of a batch a document of its own: its title and its QR code."""

    title: str
    qr: Matrix


def join(parts: Sequence[bytes], *, title: str, language: str) -> bytes:
    """One PDF of several, with a bookmark for each that bears its title."""
    with pikepdf.new() as whole:
        with whole.open_outline() as outline:
            for part in parts:
                with pikepdf.open(io.BytesIO(part)) as source:
                    outline.root.append(pikepdf.OutlineItem(str(source.docinfo.get("/Title", "")), len(whole.pages)))
                    whole.pages.extend(source.pages)
        whole.docinfo["/Title"] = title
        whole.Root.Lang = pikepdf.String(language)
        whole.Root.PageMode = pikepdf.Name.UseOutlines
        return _saved(whole)


def leaves(batch: bytes, *, ground: bytes, details: Sequence[Leaf], at: Square, language: str) -> list[bytes]:
    """Each page of `batch` as a document, over the page `ground`, with its own title and QR code.

    The code is drawn as plain rectangles: as SVG it took a quarter of the time of the whole page.
    """
    with pikepdf.open(io.BytesIO(batch)) as source, pikepdf.open(io.BytesIO(ground)) as below:
        return [
            _leaf(source, page, below.pages[0], leaf, at, language)
            for page, leaf in zip(source.pages, details, strict=True)
        ]


def _leaf(
    source: pikepdf.Pdf, page: pikepdf.Page, ground: pikepdf.Page, leaf: Leaf, at: Square, language: str
) -> bytes:
    with pikepdf.new() as single:
        single.pages.append(page)
        own = single.pages[0]
        own.obj.Resources = _used_resources(own)
        own.contents_add(b"q", prepend=True)  # WeasyPrint leaves the page's axes turned over
        own.contents_add(b"Q\n" + _rectangles(leaf.qr, at, height=float(own.mediabox[3])))
        own.add_underlay(ground, None)
        for key, value in source.docinfo.items():
            single.docinfo[key] = str(value)
        single.docinfo["/Title"] = leaf.title
        single.Root.Lang = pikepdf.String(language)
        return _saved(single)


def _used_resources(page: pikepdf.Page) -> pikepdf.Dictionary:
    """The page's own fonts of the batch's: one rare name would else weigh 130 KiB in everybody's file."""
    content = page.obj.Contents.read_bytes()
    resources = pikepdf.Dictionary(dict(page.obj.Resources.items()))
    fonts = {key: font for key, font in resources.Font.items() if f"{key} ".encode() in content}
    resources.Font = pikepdf.Dictionary(fonts)
    return resources


def _rectangles(qr: Matrix, at: Square, *, height: float) -> bytes:
    """Each run of dark modules in a row as one rectangle, in points from the lower left corner."""
    module = at.side * MM / len(qr)
    lines = ["q 0 g"]
    for number, row in enumerate(qr, 1):
        y = height - at.top * MM - number * module
        column = 0
        for dark, modules in groupby(row):
            run = len(list(modules))
            if dark:
                lines.append(f"{at.left * MM + column * module:.3f} {y:.3f} {run * module:.3f} {module:.3f} re")
            column += run
    return "\n".join([*lines, "f Q"]).encode()


def _saved(document: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    document.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()
