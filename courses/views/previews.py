"""The outline beside its source lines, before anything is saved: shown, posted back, one press of a button applied."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.http import MemberRequest
from courses import outline_rows
from courses.forms import rows_from_post
from courses.importers.reading import Reading
from courses.models import Course, Module
from courses.outline_rows import Row

ACTIONS = {
    "indent": outline_rows.indent,
    "outdent": outline_rows.outdent,
    "merge": outline_rows.merge,
    "drop": outline_rows.drop,
}
_MOST_REMARKS = 2_000


@dataclass(frozen=True)
class Remark:
    """A warning about one line of the source; `place` is what a person calls that line."""

    line: int
    place: str
    text: str


@dataclass(frozen=True)
class Preview:
    """The rows with the warnings about them, and the source lines that went elsewhere: title, facts, notes."""

    rows: tuple[Row, ...]
    remarks: tuple[Remark, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()

    def pressed(self, action: str) -> Preview | None:
        """The preview after a press of "merge:3"; None for anything that is not a row's button."""
        name, _colon, index = action.partition(":")
        if name == "show":
            return self
        if name not in ACTIONS or not index.isdecimal() or int(index) >= len(self.rows):
            return None
        return replace(self, rows=tuple(ACTIONS[name](self.rows, int(index))))


@dataclass(frozen=True)
class PreviewRow:
    """A row with what the template shows beside it."""

    row: Row
    index: int
    warning: str
    may_indent: bool
    may_merge: bool

    @property
    def origin(self) -> str:
        return f"{self.row.line} {self.row.source}"


def of_reading(reading: Reading) -> Preview:
    """What was read, with the text of each row's source line."""
    texts = {line.number: line.text.rstrip() for line in reading.source}
    places = {line.number: line.place for line in reading.source}
    rows = outline_rows.rows_of(reading.outline.modules, texts)
    used = {row.line for row in rows}
    return Preview(
        tuple(rows),
        tuple(Remark(w.line, places.get(w.line, str(w.line)), w.render(_)) for w in reading.outline.warnings),
        tuple((line.place, line.text.strip()) for line in reading.source if line.number not in used),
    )


def of_post(data: QueryDict) -> Preview:
    """What the page sent back. Raises ValidationError for rows that do not fit together."""
    return Preview(tuple(rows_from_post(data)), _remarks(data.get("warnings", "")), _beside(data.get("beside", "")))


def mended(data: QueryDict) -> Preview:
    """The posted rows with their depths mended, so that a bad one costs nobody the others."""
    data = data.copy()
    previous, depths = -1, []
    for depth in data.getlist("depth"):
        previous = max(0, min(int(depth) if depth.isdecimal() else 0, previous + 1, outline_rows.MAX_DEPTH))
        depths.append(str(previous))
    data.setlist("depth", depths)
    data.setlist("row_title", [title.strip() or "…" for title in data.getlist("row_title")])
    try:
        return of_post(data)
    except forms.ValidationError:
        return Preview((), _remarks(data.get("warnings", "")), _beside(data.get("beside", "")))


def show(
    request: MemberRequest,
    preview: Preview,
    *,
    form: forms.BaseForm | None = None,
    course: Course | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, or only its rows where htmx asks for them. With a course it is the preview of a re-import."""
    context = {
        "form": form,
        "course": course,
        "rows": _with_buttons(preview),
        "warnings": preview.remarks,
        "warnings_json": as_json([[r.line, r.place, r.text] for r in preview.remarks]),
        "beside": preview.beside,
        "beside_json": as_json(preview.beside),
        "kinds": Module.Kind.choices,
    }
    template = "courses/partials/outline_rows.html" if request.htmx else "courses/import_preview.html"
    return render(request, template, context, status=status)


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _with_buttons(preview: Preview) -> list[PreviewRow]:
    texts: dict[int, str] = {}
    for remark in preview.remarks:
        texts[remark.line] = f"{texts[remark.line]} {remark.text}" if remark.line in texts else remark.text
    rows: Sequence[Row] = preview.rows
    deepest = _deepest(rows)
    found = []
    for index, row in enumerate(rows):
        room = outline_rows.MAX_DEPTH - deepest[index]
        may_indent = index > 0 and row.depth <= rows[index - 1].depth and room > 0
        may_merge = index > 0 and rows[index - 1].depth - row.depth <= room
        found.append(PreviewRow(row, index, texts.get(row.line, ""), may_indent, may_merge))
    return found


def _deepest(rows: Sequence[Row]) -> list[int]:
    """The greatest depth in each row's subtree, in one pass from below."""
    deepest = [row.depth for row in rows]
    open_rows: list[int] = []
    for index, row in enumerate(rows):
        while open_rows and rows[open_rows[-1]].depth >= row.depth:
            _close(open_rows, deepest)
        open_rows.append(index)
    while open_rows:
        _close(open_rows, deepest)
    return deepest


def _close(open_rows: list[int], deepest: list[int]) -> None:
    closed = open_rows.pop()
    if open_rows:
        deepest[open_rows[-1]] = max(deepest[open_rows[-1]], deepest[closed])


def _remarks(text: str) -> tuple[Remark, ...]:
    try:
        told = [Remark(int(line), str(place)[:20], str(words)[:300]) for line, place, words in json.loads(text or "[]")]
    except (ValueError, TypeError):
        return ()
    return tuple(told[:_MOST_REMARKS])


def _beside(text: str) -> tuple[tuple[str, str], ...]:
    try:
        return tuple((str(place)[:20], str(words)[:2000]) for place, words in json.loads(text or "[]"))
    except (ValueError, TypeError):
        return ()
