"""Long documents drawn slice by slice: each chapter is a PDF of its own, kept until something it is made of changes.

A slice knows nothing of its place in the whole: page numbers, contents and bookmarks come when it is bound
(`documents.volumes`). So a change of one chapter leaves all others as they are.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from documents import confinement, pdf, slice_fonts, slice_store
from documents.compiled.faces import FONTS

TEMPLATE = "slice.html"
_SYSTEM_FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")


@dataclass(frozen=True)
class Slice:
    """The HTML of a chapter, from which alone it is drawn; pictures stand in it as `data:` addresses."""

    title: str
    body: SafeString
    styles: tuple[str, ...]

    @property
    def key(self) -> str:
        sources = [_template(TEMPLATE), *(_stylesheet(name) for name in ("base.css", *self.styles))]
        parts = [engine(), str(get_language()), self.title, *sources, self.body]
        digest = hashlib.sha256()
        for part in parts:
            digest.update(f"{len(part)}:{part}".encode())
        return digest.hexdigest()

    def render(self) -> bytes:
        context = {"title": self.title, "body": self.body}
        try:
            return pdf.render(
                TEMPLATE, context, styles=self.styles, on_layout=slice_fonts.leave_uncut, limits=confinement.LIMITS
            )
        finally:
            pdf.forget_images()


def draw(piece: Slice) -> bytes:
    """The slice as a PDF: the one that was kept, or one drawn now and kept."""
    key = piece.key
    content = slice_store.get(key)
    if content is None:
        content = piece.render()
        slice_store.put(key, content)
    return content


@cache
def _stylesheet(name: str) -> str:
    """Read once, as `pdf` parses it once: a newer text on disk is not what this process draws with."""
    return _template(name)


def _template(name: str) -> str:
    return str(get_template(f"{pdf.STYLES}{name}").template.source)  # type: ignore[attr-defined]  # of the Django backend


@cache
def engine() -> str:
    """What draws: WeasyPrint, how we call it, and the fonts there are."""
    own = [Path(module.__file__ or "") for module in (pdf, slice_fonts)]
    parts = [version("weasyprint"), *(path.read_text(encoding="utf-8") for path in own)]
    for folder in (FONTS, *map(Path, _SYSTEM_FONTS)):
        parts += _fonts_below(folder.expanduser())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _fonts_below(folder: Path) -> Sequence[str]:
    files = [Path(where) / name for where, _folders, names in os.walk(folder) for name in names]
    stats = [(file, file.stat()) for file in sorted(files) if file.is_file()]
    return [f"{file} {stat.st_size} {stat.st_mtime_ns}" for file, stat in stats]
