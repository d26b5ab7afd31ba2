"""What is drawn on a certificate beside its texts: border, guilloche and emblem, in the colours of its design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from documents.certificate_looks import Design, Look
from documents.layouts import Layout, Seal

INSET = 10  # of the border's corners, in millimetres
ROSETTE, MEDAL = range(0, 180, 6), range(0, 360, 15)
SMALL = 0.75  # of the emblem where it has to make room


@dataclass(frozen=True)
class Colours:
    accent: str
    ornament: str
    ink: str
    line: str  # finer parts of the border
    pale: str  # the guilloche
    quiet: str  # lesser texts


@dataclass(frozen=True)
class Medal:
    x: float
    y: float
    scale: float


def ground_of(look: Look) -> dict[str, Any]:
    design = look.design
    page = design.page
    return {
        "page": page,
        "frame": f"documents/print/certificate_{page.frame}.html",
        "box": _box(page.width, page.height),
        "colours": colours_of(design),
        "rosette": ROSETTE,
        "medal_rays": MEDAL,
        "medal": _medal(design),
    }


def colours_of(design: Design) -> Colours:
    return Colours(
        design.accent,
        design.ornament,
        design.ink,
        _lighter(design.ornament, 0.37),
        _lighter(design.ornament, 0.86),
        _lighter(design.ink, 0.23),
    )


def contrast_on_white(colour: str) -> float:
    """As WCAG 2.2 counts it: 21 for black, 1 for white."""
    linear = [_linear(value / 255) for value in _rgb(colour)]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def _linear(value: float) -> float:
    low = 0.04045
    return value / 12.92 if value <= low else float(((value + 0.055) / 1.055) ** 2.4)


def _rgb(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def _lighter(colour: str, share: float) -> str:
    """Mixed with white."""
    return "#" + "".join(f"{round(value + (255 - value) * share):02x}" for value in _rgb(colour))


def _box(width: int, height: int) -> dict[str, Any]:
    """Where the border's lines run, from the size of the page."""
    far, low = width - INSET, height - INSET
    corners = (
        f"{INSET} {INSET}",
        f"{far} {INSET}) scale(-1 1",
        f"{INSET} {low}) scale(1 -1",
        f"{far} {low}) scale(-1 -1",
    )
    across, down = f"H{width - 36}", f"V{height - 36}"
    return {
        "corners": [f"translate({corner})" for corner in corners],
        "outer": (width - 2 * INSET, height - 2 * INSET),
        "inner": (width - 24.8, height - 24.8),
        "fine": f"M36 16.6{across}M36 {height - 16.6}{across}M16.6 36{down}M{width - 16.6} 36{down}",
        "middle": width / 2,
    }


def _medal(design: Design) -> Medal | None:
    if design.seal_style != Seal.DRAWN:
        return None
    shown, texts = {key for key, _ in design.pictures}, dict(design.texts)
    signed = bool(shown & {"signature", "signature_2"} or texts.get("signer") or texts.get("signer_2"))
    upright = design.page.height > design.page.width
    crowded = "logo" in shown if upright else signed
    x, y = design.page.medal_aside if crowded else design.page.medal
    return Medal(x, y, SMALL if crowded and design.layout != Layout.MODERN else 1)
