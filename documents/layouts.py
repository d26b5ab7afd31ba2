"""The layouts a certificate may have: where things stand on the page, in millimetres."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Layout(models.TextChoices):
    CLASSIC = "classic", _("横版 · 传统边框")
    MODERN = "modern", _("横版 · 简洁")
    UPRIGHT = "upright", _("竖版 · 传统边框")
    BILINGUAL = "bilingual", _("横版 · 中英双语")
    UPRIGHT_BILINGUAL = "upright_two", _("竖版 · 中英双语")


class Seal(models.TextChoices):
    DRAWN = "drawn", _("印刷徽记")
    PICTURE = "picture", _("印章图片")
    NONE = "none", _("不印，留给现场盖章")


@dataclass(frozen=True)
class Page:
    """name, text: how wide a name and a body may be, in characters, before they are set smaller, and smaller still."""

    width: int
    height: int
    name: tuple[int, int]
    text: tuple[int, int]
    medal: tuple[float, float]  # where the printed emblem stands
    medal_aside: tuple[float, float]  # and where, if signatures or a logo stand there
    centre: float  # of the guilloche, from the top
    styles: tuple[str, ...] = ()
    frame: str = "border"  # which ground lies behind; else "band"
    bilingual: bool = False
    sealed: tuple[float, float, float] = (40, 25, 217)  # the line of the signature: left, bottom, width


LAID, STANDING = (297, 210, (9, 22)), (210, 297, (7, 15))
PAGES = {
    Layout.CLASSIC: Page(*LAID, (62, 110), (148.5, 163), (252, 38), 112),
    Layout.MODERN: Page(
        *LAID, (70, 120), (254, 46), (254, 46), 105, ("certificate_modern.css",), "band", sealed=(34, 14, 217)
    ),
    Layout.UPRIGHT: Page(
        *STANDING, (62, 110), (105, 42), (105, 253), 160, ("certificate_upright.css",), sealed=(30, 20, 150)
    ),
    Layout.BILINGUAL: Page(
        *LAID, (72, 120), (148.5, 163), (252, 38), 112, ("certificate_bilingual.css",), bilingual=True
    ),
    Layout.UPRIGHT_BILINGUAL: Page(
        *STANDING,
        (72, 120),
        (105, 40),
        (105, 253),
        165,
        ("certificate_upright.css", "certificate_upright_two.css"),
        bilingual=True,
        sealed=(30, 20, 150),
    ),
}
