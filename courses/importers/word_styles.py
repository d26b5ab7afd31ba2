"""What a document's styles say about a paragraph; ids are unreliable, Chinese Word numbers them "1", "2", "a3"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from xml.etree.ElementTree import Element

from courses.importers.xml_parts import attribute, child, children, value

BODY = 9  # Word's outline levels are 0–8; 9 is body text
_HEADING = re.compile(r"(?:heading|标题|標題|见出し|überschrift|titre|título)\s*([1-9])", re.IGNORECASE)
_TITLE = re.compile(r"title|标题|書名|书名", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目录)\s*\d+|toc heading|目录标题", re.IGNORECASE)
_MOST_STEPS = 20  # a chain of styles that goes round in a circle ends here


class Styles:
    def __init__(self, root: Element | None) -> None:
        self.styles = {attribute(style, "styleId"): style for style in children(root, "style")}
        self.usual = next(
            (
                attribute(style, "styleId")
                for style in self.styles.values()
                if attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true")
            ),
            "",
        )
        # Thousands of paragraphs share a handful of styles.
        self.heading, self.numbering, self.indent = cache(self._heading), cache(self._numbering), cache(self._indent)
        self.is_title, self.is_contents = cache(self._is_title), cache(self._is_contents)

    def _heading(self, style: str) -> int:
        """1–9 for a heading, 0 for anything else: by outline level, by name, and last by the bare id."""
        for element in self._chain(style):
            told = child(child(element, "pPr"), "outlineLvl")
            if told is not None:
                level = int(attribute(told, "val") or BODY) + 1
                return level if level <= BODY else 0
            if match := _HEADING.fullmatch(value(element, "name").strip()):
                return int(match[1])
        if style not in self.styles:
            match = _HEADING.fullmatch(style) or re.fullmatch("([1-9])", style)
            return int(match[1]) if match else 0
        return 0

    def _numbering(self, style: str) -> tuple[str, str]:
        """numId and ilvl of the nearest style that has a list, "" where none says."""
        for element in self._chain(style):
            told = child(child(element, "pPr"), "numPr")
            if told is not None:
                return value(told, "numId"), value(told, "ilvl")
        return "", ""

    def _indent(self, style: str) -> Element | None:
        found = (child(child(element, "pPr"), "ind") for element in self._chain(style))
        return next((element for element in found if element is not None), None)

    def _is_title(self, style: str) -> bool:
        return bool(_TITLE.fullmatch(self._name(style)))

    def _is_contents(self, style: str) -> bool:
        return bool(_CONTENTS.fullmatch(self._name(style)))

    def _name(self, style: str) -> str:
        return value(self.styles[style], "name").strip() if style in self.styles else style

    def _chain(self, style: str) -> Iterator[Element]:
        """A style and those it is based on; a paragraph without one has the usual style."""
        style = style or self.usual
        for _ in range(_MOST_STEPS):
            if style not in self.styles:
                return
            yield self.styles[style]
            style = value(self.styles[style], "basedOn")
