"""Slices bound into one volume: running heads, page numbers, contents that know them, bookmarks, metadata.

The first page of each slice is its furniture: what stands at head and foot of all its other pages.
"""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from documents import slice_fonts
from documents.folios import Folio

LINK = "page:"  # the address of a link on the front pages: `page:12` leads to page 12
TRIES = 4
# Heights in the contents, in millimetres: its title, the rows of its two levels, a page of text.
HEADING, CHAPTER_ROW, ROW, TEXT = 22, 10, 7.4, 246


@dataclass(frozen=True)
class Mark:
    """A heading as the slice's own bookmarks name it. page: counted from 1; top: in points from the page's foot."""

    level: int
    title: str
    page: int
    top: float


@dataclass(frozen=True)
class Facts:
    """What the document says of itself."""

    title: str
    author: str
    language: str
    made: dt.datetime


Front = Callable[[Sequence[Mark], int], bytes]


def bind(slices: Sequence[bytes], front: Front, folio: Folio, facts: Facts) -> bytes:
    """front: draws cover and contents for the marks of all slices; they may take more pages the more marks there are.

    folio: writes the page's number on every page but the cover, the first.
    """
    with ExitStack() as opened:
        sources = [opened.enter_context(pikepdf.open(io.BytesIO(each))) for each in slices]
        first = opened.enter_context(pikepdf.open(io.BytesIO(_fitting(front, sources))))
        whole = opened.enter_context(pikepdf.new())
        for source in (first, *sources):
            _take_over(whole, source)
        marks = list(_marks((first, *sources)))
        _bookmark(whole, marks)
        _follow_links(whole, len(first.pages) - 1)
        folio.write(whole)
        slice_fonts.cut(whole)
        return _saved(whole, facts)


def _fitting(front: Front, sources: Sequence[pikepdf.Pdf]) -> bytes:
    """The front pages with the numbers that are right when just so many front pages come before the slices."""
    marks, total = list(_marks(sources)), sum(len(source.pages) - 1 for source in sources)
    guess = _estimate(marks)
    for _ in range(TRIES):
        drawn = front([replace(mark, page=mark.page + guess) for mark in marks], guess + total)
        with pikepdf.open(io.BytesIO(drawn)) as pages:
            took = len(pages.pages) - 1
        if took == guess:
            break
        guess = took
    return drawn


def _estimate(marks: Sequence[Mark]) -> int:
    """The cover and as many pages as the contents fill; a wrong guess costs a second drawing."""
    rows = sum(ROW if mark.level > 1 else CHAPTER_ROW for mark in marks)
    return 1 + math.ceil((HEADING + rows) / TEXT)


def _take_over(whole: pikepdf.Pdf, source: pikepdf.Pdf) -> None:
    furniture = whole.copy_foreign(source.make_indirect(source.pages[0].as_form_xobject()))
    for page in list(source.pages)[1:]:
        is_cover = not whole.pages
        whole.pages.append(page)
        if not is_cover:
            taken = whole.pages[-1]
            taken.add_resource(furniture, Name.XObject, Name.Furniture)
            taken.contents_add(b"q", prepend=True)
            taken.contents_add(b"Q q /Furniture Do Q")


def _marks(sources: Sequence[pikepdf.Pdf]) -> Iterator[Mark]:
    before = 0
    for source in sources:
        numbers: dict[Any, int] = {page.objgen: number for number, page in enumerate(source.pages, before)}
        root: Any = source.Root.get("/Outlines")
        if root is not None:
            yield from _below(root, 1, numbers)
        before += len(source.pages) - 1


def _below(parent: Any, level: int, numbers: dict[Any, int]) -> Iterator[Mark]:
    item = parent.get("/First")
    while item is not None:
        page, _how, _left, top, *_zoom = item.Dest
        yield Mark(level, str(item.Title), numbers[page.objgen], float(top))
        yield from _below(item, level + 1, numbers)
        item = item.get("/Next")


def _bookmark(whole: pikepdf.Pdf, marks: Sequence[Mark]) -> None:
    with whole.open_outline() as outline:
        lists = [outline.root]
        for mark in marks:
            item = pikepdf.OutlineItem(mark.title, mark.page - 1, "XYZ", left=0, top=mark.top)
            item.is_closed = True
            del lists[mark.level :]
            lists[-1].append(item)
            lists.append(item.children)


def _follow_links(whole: pikepdf.Pdf, front: int) -> None:
    """What the contents call `page:12` becomes a link to that page."""
    for page in list(whole.pages)[:front]:
        for link in page.get("/Annots", []):
            action: Any = link.get("/A")
            address = str(action.get("/URI", "")) if action is not None else ""
            if address.startswith(LINK):
                target = whole.pages[int(address.removeprefix(LINK)) - 1]
                del link["/A"]
                link["/Dest"] = Array([target.obj, Name.Fit])


def _saved(whole: pikepdf.Pdf, facts: Facts) -> bytes:
    stamp = f"D:{facts.made.astimezone(dt.UTC):%Y%m%d%H%M%S}Z"
    told = {"/Title": facts.title, "/Author": facts.author, "/CreationDate": stamp, "/Producer": "Lectern"}
    whole.trailer["/Info"] = whole.make_indirect(Dictionary({name: String(text) for name, text in told.items()}))
    whole.Root.Lang = String(facts.language)
    whole.Root.PageMode = Name.UseOutlines
    whole.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    target = io.BytesIO()
    whole.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()
