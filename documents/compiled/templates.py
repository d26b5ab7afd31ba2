"""A template of one page that is laid out once for each shape of its texts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Hashable, Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from documents.compiled.compiling import Texts, dissect
from documents.compiled.errors import UnsupportedError
from documents.compiled.faces import DIGITS
from documents.compiled.recording import SLOT, recording
from documents.compiled.shapes import Shape, shape_of
from documents.compiled.sheets import Matrix, Sheet, fill
from documents.compiled.skeletons import Skeleton, Slot

KEPT = 200  # skeletons of some 20 KiB each
Finisher = Callable[[Any, Any], None]

logger = logging.getLogger(__name__)


def in_slots(values: Mapping[str, str]) -> dict[str, SafeString]:
    """The values as a template shows them, so that their places are known on the page."""
    return {key: format_html('<span {}="{}">{}</span>', SafeString(SLOT), key, value) for key, value in values.items()}


class Template:
    """draw: has WeasyPrint make a page; gets what else the look depends on, the texts, and a finisher.

    flush: keys of texts whose width matters to nothing else, so that their digits need not be of one width.
    """

    def __init__(
        self, draw: Callable[[Any, Mapping[str, str], Finisher], object], *, flush: Collection[str] = ()
    ) -> None:
        self._draw = draw
        self._flush = flush
        self._skeletons: dict[tuple[Hashable, Shape], Skeleton | UnsupportedError] = {}
        self._fixed: set[tuple[Hashable, str]] = set()

    def sheet(self, look: Hashable, values: Mapping[str, str], *, qr: Matrix, title: str) -> Sheet:
        """look: all that a page depends on beside the values, the QR code and the title.

        Raises UnsupportedError if the page has to be drawn the plain way.
        """
        return fill(self._skeleton(look, values), values, qr, title)

    def _skeleton(self, look: Hashable, values: Mapping[str, str]) -> Skeleton:
        key = (look, self._shape(look, values))
        if key not in self._skeletons:
            if len(self._skeletons) >= KEPT:
                self._skeletons.pop(next(iter(self._skeletons)))
            found = self._compiled(look, values)
            self._skeletons[look, self._shape(look, values)] = found
        else:
            found = self._skeletons[key]
        if isinstance(found, UnsupportedError):
            raise found
        return found

    def _shape(self, look: Hashable, values: Mapping[str, str]) -> Shape:
        return shape_of(values, [key for key in values if (look, key) in self._fixed])

    def _compiled(self, look: Hashable, values: Mapping[str, str]) -> Skeleton | UnsupportedError:
        made: list[Skeleton] = []
        texts = Texts(values, self._flush)
        try:
            with recording() as notes:
                self._draw(look, values, lambda document, pdf: made.append(dissect(document, pdf, notes, texts)))
        except UnsupportedError as error:
            logger.info("Drawn the plain way: %s", error)
            return error
        skeleton = made[0]
        for part in skeleton.parts:
            if isinstance(part, Slot) and not set(DIGITS) <= set(part.digits):
                self._fixed.add((look, part.key))
        return skeleton
