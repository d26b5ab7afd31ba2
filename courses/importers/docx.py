"""Word documents: paragraphs as lines, with the levels and numbers that Word itself knows."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from courses.importers import archives, grids
from courses.importers.grids import Cell
from courses.importers.layout import Line
from courses.importers.messages import OutlineWarning
from courses.importers.word_numbers import Numbering, indent_of
from courses.importers.word_styles import BODY, Styles
from courses.importers.xml_parts import attribute, child, children, name_of, root_of, value

_TWIPS = 105  # half a character of Chinese body text
_INSIDE = {"ins", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "bdo", "dir", "moveTo"}


@dataclass(frozen=True)
class Paragraph:
    texts: tuple[str, ...]  # more than one when a line was broken within the paragraph
    heading: int
    width: int


def read(archive: zipfile.ZipFile, main: str) -> tuple[list[Line], list[OutlineWarning]]:
    """The lines of the document, numbered from 1 in reading order, and what was left out."""
    reader = _Reader(archive, main)
    body = child(root_of(archives.part(archive, main)), "body")
    reader.blocks(body)
    return reader.lines, reader.warnings


class _Reader:
    def __init__(self, archive: zipfile.ZipFile, main: str) -> None:
        folder = main.rpartition("/")[0]
        self.styles = Styles(root_of(archives.part(archive, f"{folder}/styles.xml")))
        self.numbering = Numbering(root_of(archives.part(archive, f"{folder}/numbering.xml")))
        self.lines: list[Line] = []
        self.warnings: list[OutlineWarning] = []
        self.number = 0
        self.heading = 0
        self.titled = False

    def blocks(self, parent: Element | None) -> None:
        blank = False
        for block in _blocks(parent):
            if name_of(block) == "tbl":
                self.table(block)
                continue
            paragraph = self.paragraph(block)
            for index, text in enumerate(paragraph.texts):
                heading = paragraph.heading if index == 0 else 0
                self.add(Line(self.count(), text, paragraph.width, heading, blank and bool(self.lines)))
                blank = False
            blank = blank or not paragraph.texts

    def count(self) -> int:
        self.number += 1
        return self.number

    def add(self, line: Line) -> None:
        if line.heading:
            self.heading = line.heading
        self.lines.append(line)

    def table(self, table: Element) -> None:
        rows = [[self.cell(cell) for cell in _grid(row)] for row in children(table, "tr")]
        filled = [cell for row in rows for cell in row if cell.texts]
        if len(filled) == len(rows) and all(len(row) == 1 for row in rows):  # a frame around text
            self.lines += [Line(c.number + i, text) for c in filled for i, text in enumerate(c.texts)]
            return
        read = grids.read(rows, above=self.heading)
        first = read.lines[0].number if read.lines else self.number
        self.warnings += [OutlineWarning("left-column", {"heading": name}, first) for name in read.left]
        self.lines += read.lines

    def cell(self, cell: Element) -> Cell:
        merged = child(child(cell, "tcPr"), "vMerge")
        if merged is not None and attribute(merged, "val") != "restart":
            return Cell()
        first = self.number + 1
        texts = [text for paragraph in self.paragraphs(cell) for text in paragraph.texts]
        self.number += len(texts)
        return Cell(tuple(texts), first)

    def paragraphs(self, parent: Element) -> Iterator[Paragraph]:
        for block in _blocks(parent):
            if name_of(block) == "p":
                yield self.paragraph(block)
            else:
                for row in children(block, "tr"):
                    for cell in children(row, "tc"):
                        yield from self.paragraphs(cell)

    def paragraph(self, element: Element) -> Paragraph:
        """A paragraph's lines with its number written out, its level (0: not told) and indentation."""
        settings = child(element, "pPr")
        style = value(settings, "pStyle")
        texts = [line.strip() for line in "".join(_text(element)).split("\n")]
        texts = [line for line in texts if any(map(str.isalnum, line))]
        if not texts or self.styles.is_contents(style):
            return Paragraph((), 0, 0)
        printed, indent = self.printed(settings, style)
        texts[0] = f"{printed} {texts[0]}".strip()
        told = child(settings, "outlineLvl")
        level = int(attribute(told, "val") or BODY) + 1 if told is not None else self.styles.heading(style)
        level = level if level <= BODY else 0
        if self.styles.is_title(style) and not self.titled:
            self.titled = True
            return Paragraph(tuple(texts), 1, 0)
        return Paragraph(tuple(texts), level + 1 if level else 0, indent // _TWIPS)

    def printed(self, settings: Element | None, style: str) -> tuple[str, int]:
        """The automatic number before a paragraph, and where its first line begins."""
        told = child(settings, "numPr")
        number, index = self.styles.numbering(style)
        if told is not None:
            number, index = value(told, "numId") or number, value(told, "ilvl") or index
        own = child(settings, "ind")
        plain = indent_of(own if own is not None else self.styles.indent(style))
        if not number or number == "0":
            return "", plain
        at = int(index) if index else self.numbering.level_of_style(number, style)
        level = self.numbering.level(number, at)
        return self.numbering.next(number, at), indent_of(own) if own is not None else level.indent if level else plain


def _blocks(parent: Element | None) -> Iterator[Element]:
    """Paragraphs and tables in order, also inside content controls; a table of contents is none of the text."""
    for block in parent if parent is not None else ():
        name = name_of(block)
        if name in ("p", "tbl"):
            yield block
        elif (
            name == "sdt" and value(child(child(block, "sdtPr"), "docPartObj"), "docPartGallery") != "Table of Contents"
        ):
            yield from _blocks(child(block, "sdtContent"))
        elif name in ("customXml", "ins"):
            yield from _blocks(block)


def _is_contents(control: Element) -> bool:
    return value(child(child(control, "sdtPr"), "docPartObj"), "docPartGallery") == "Table of Contents"


def _grid(row: Element) -> Iterator[Element]:
    """The row's cells, an empty one for each further column that a cell spans."""
    for block in row:
        if name_of(block) == "sdt":
            yield from children(child(block, "sdtContent"), "tc")
        elif name_of(block) == "tc":
            yield block
            span = value(child(block, "tcPr"), "gridSpan")
            for _ in range(min(int(span), 60) - 1 if span.isdecimal() else 0):
                yield Element("tc")


def _text(parent: Element) -> Iterator[str]:
    """The visible text: no deletions, no field codes, no text boxes."""
    for part in parent:
        name = name_of(part)
        if name == "r":
            yield from _run(part)
        elif name in _INSIDE:
            yield from _text(part)


def _run(run: Element) -> Iterator[str]:
    hidden = child(child(run, "rPr"), "vanish")
    if hidden is not None and attribute(hidden, "val") not in ("0", "false"):
        return
    for part in run:
        name = name_of(part)
        if name == "t":
            yield part.text or ""
        elif name in ("br", "cr"):
            yield "\n" if attribute(part, "type") in ("", "textWrapping") else ""
        elif name in ("tab", "ptab"):
            yield " "
        elif name == "noBreakHyphen":
            yield "-"
        elif name == "sym" and re.fullmatch("[0-9A-Fa-f]{4}", attribute(part, "char")):
            yield chr(int(attribute(part, "char"), 16))
