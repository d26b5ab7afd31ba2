"""Quotation marks of Latin text, which a Chinese font draws as wide as a character: trainee’s, “six-day” week."""

from __future__ import annotations

import re

_TEXT = re.compile(r">[^<]*[’“][^<]*")
_APOSTROPHE = re.compile(r"(?<=[A-Za-z])’")
_QUOTED = re.compile(r"“([^“”\u2e80-\uffff]+)”")


def narrow(html: str) -> str:
    """The marks that stand within Latin text in a `span.latin`; those around Chinese are left as they are."""
    return _TEXT.sub(lambda text: _narrowed(text[0]), html)


def _narrowed(text: str) -> str:
    text = _QUOTED.sub(lambda quoted: f"{_span('“')}{quoted[1]}{_span('”')}", text)
    return _APOSTROPHE.sub(_span("’"), text)


def _span(mark: str) -> str:
    return f'<span class="latin">{mark}</span>'
