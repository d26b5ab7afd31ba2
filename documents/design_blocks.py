"""The texts of a design as a template shows them, with the places that are filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from documents.certificate_looks import PICTURES, Look, address_of
from documents.design_texts import BLOCKS
from documents.placeholders import Kind, pieces


def blocks_of(look: Look, slots: Mapping[str, SafeString]) -> dict[str, Any]:
    """Each block by its key, the pictures, and those who sign: (picture, text) each."""
    design = look.design
    blocks = {key: _in_html(text, slots, second=BLOCKS[key].second) for key, text in design.blocks().items()}
    pictures = {key: address_of(picture) for key, picture in design.pictures}
    signers = [(pictures.get(f"signature{it}", ""), blocks.get(f"signer{it}", "")) for it in ("", "_2")]
    return {
        "block": blocks,
        "picture": {key: pictures.get(key, "") for key in PICTURES},
        "signers": [each for each in signers if any(each)],
        "second_language": design.languages[-1],
    }


def _in_html(text: str, slots: Mapping[str, SafeString], *, second: bool) -> SafeString:
    parts: list[str] = []
    bold = False
    for piece in pieces(text):
        match piece.kind:
            case Kind.TEXT:
                parts.append(escape(piece.value))
            case Kind.SLOT:
                parts.append(slots[f"{piece.value}_2" if second else f"in_{piece.value}"])
            case Kind.BOLD:
                bold = not bold
                parts.append("<b>" if bold else "</b>")
            case Kind.BREAK:
                parts.append("<br>")
    return mark_safe("".join(parts))  # noqa: S308 — every text is escaped above
