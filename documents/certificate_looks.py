"""What a certificate's page depends on: its design, and the texts that are filled in."""

from __future__ import annotations

import datetime as dt
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import east_asian_width

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.refusals import Refusal
from documents.certificate_words import days, hours
from documents.design_texts import BLOCKS, other, prepared
from documents.layouts import PAGES, Layout, Page, Seal
from documents.models import Certificate, DesignPicture, DesignVersion
from documents.placeholders import used

PICTURES = ("logo", "seal", "signature", "signature_2")


@dataclass(frozen=True)
class Picture:
    """A picture by its fingerprint, so that two workers agree on which it is."""

    sha256: str
    name: str  # in the storage
    width: int
    height: int


@dataclass(frozen=True)
class Design:
    layout: str
    language: str
    seal_style: str
    accent: str
    ornament: str
    ink: str
    texts: tuple[tuple[str, str], ...]
    pictures: tuple[tuple[str, Picture], ...] = ()

    @property
    def page(self) -> Page:
        return PAGES[Layout(self.layout)]

    @property
    def languages(self) -> tuple[str, ...]:
        return (self.language, other(self.language)) if self.page.bilingual else (self.language,)

    def blocks(self) -> dict[str, str]:
        """The texts that this layout shows."""
        return {key: text for key, text in self.texts if self.page.bilingual or not BLOCKS[key].second}


@dataclass(frozen=True)
class Look:
    """What a page depends on beside the texts that are filled in."""

    design: Design
    issuer: str
    issued_on: dt.date
    name_size: str
    text_size: str
    signer: str = ""  # whose digital signature the page speaks of

    @property
    def language(self) -> str:
        return self.design.language


def design_of(version: DesignVersion) -> Design:
    """The values of a version, saved or only tried; reads its pictures' rows."""
    pictures = ((key, getattr(version, key)) for key in PICTURES)
    shown = version.seal_style == Seal.PICTURE
    return Design(
        layout=version.layout,
        language=version.language,
        seal_style=version.seal_style,
        accent=version.accent,
        ornament=version.ornament,
        ink=version.ink,
        texts=tuple(sorted((key, text) for key, text in version.texts.items() if key in BLOCKS)),
        pictures=tuple((key, _picture(it)) for key, it in pictures if it and (key != "seal" or shown)),
    )


@lru_cache(maxsize=2)
def house_design(language: str) -> Design:
    """The look that comes with the house."""
    return Design(
        layout=Layout.CLASSIC,
        language="en" if language == "en" else "zh-hans",
        seal_style=Seal.DRAWN,
        accent="#a52a1c",
        ornament="#8a6a2f",
        ink="#1d1b18",
        texts=tuple(sorted(prepared(language).items())),
    )


def look_of(certificate: Certificate, *, signer: str = "") -> Look:
    version = certificate.design
    design = design_of(version) if version else house_design(get_language() or "")
    name, text = design.page.name, design.page.text
    body = {key: len_ for key, len_ in _widths(design, certificate).items() if key.startswith("body")}
    return Look(
        design=design,
        issuer=certificate.issuer,
        issued_on=certificate.issued_on,
        name_size=_size(_width(certificate.name), *name),
        text_size=_size(max(body.values(), default=0), *text),
        signer=signer,
    )


def texts_of(look: Look, certificate: Certificate) -> dict[str, str]:
    """Each fact that the page shows, by the key of its place; those of a second language end in `_2`."""
    shown = used(look.design.blocks().values())
    facts = {"number": certificate.number, "name": certificate.name}
    for place, language in enumerate(look.design.languages):
        every = _facts(certificate, language)
        facts |= {f"{key}_2" if place else f"in_{key}": value for key, value in every.items() if key in shown}
    return facts


def _facts(certificate: Certificate, language: str) -> Mapping[str, str]:
    with translation.override(language):
        return {
            "name": certificate.name,
            "organisation": certificate.client_name,
            "course": certificate.course_title,
            "days": days(certificate.first_day, certificate.last_day),
            "hours": hours(certificate),
            "number_in_text": certificate.number,
            "issuer": certificate.issuer,
            "issued_on": date_format(certificate.issued_on),
            "expires_on": date_format(certificate.expires_on) if certificate.expires_on else _("长期有效"),
        }


def _widths(design: Design, certificate: Certificate) -> dict[str, float]:
    """About how wide each text comes out, in Chinese characters."""
    filled = {"course": certificate.course_title, "organisation": certificate.client_name, "name": certificate.name}
    widths = {}
    for key, text in design.blocks().items():
        shown = used([text])
        widths[key] = _width(text) + sum(_width(value) for fact, value in filled.items() if fact in shown)
    return widths


def _width(text: str) -> float:
    """Latin letters take half the width of Chinese characters."""
    return sum(1 if east_asian_width(character) in "WF" else 0.55 for character in text)


def _size(width: float, long: float, longest: float) -> str:
    """Class that makes a text fit its place."""
    return " longest" if width > longest else " long" if width > long else ""


def _picture(row: DesignPicture) -> Picture:
    return Picture(row.sha256, str(row.file.name), row.width, row.height)


@lru_cache(maxsize=32)
def address_of(picture: Picture) -> str:
    """The picture as a `data:` address, the only kind the engine fetches beside our own static files."""
    try:
        with DesignPicture(file=picture.name).file.open("rb") as file:
            content = file.read()
    except FileNotFoundError as error:
        raise Refusal(_("版式里的图片已不在。请在版式页重新上传，再重试。")) from error
    return f"data:image/png;base64,{b64encode(content).decode()}"
