"""Table cards to fold and name badges to cut out, for all trainees of a cohort."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from documents import binding, compiled, pdf
from documents.models import Job
from documents.progress import Progress, Result
from documents.roll import Person, people_of, width_of
from sessions.models import Cohort

A_SHEET = 10  # badges
# Up to which width of a name, in Chinese characters, each size of a table card reaches; the last is for all others.
CARD_SIZES = ((2, "w2"), (3, "w3"), (4.6, "w4"), (6.5, "w6"), (10, "w10"), (16, "w16"))
PLACE_SIZES = ((33, "w33"),)
BADGE_SIZES = ((2, "w2"), (4.6, "w4"), (8, "w8"), (13, "w13"))
SMALLEST = "least"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Look:
    """What a table card depends on beside its texts."""

    language: str
    cohort: str
    issuer: str
    size: str
    place_size: str  # empty without a place
    has_group: bool


def make_table_cards(job: Job, progress: Progress) -> Result:
    title = _("%(code)s 桌牌") % {"code": job.cohort.code}
    people = people_of(job.cohort)
    drawn: list[compiled.Sheet | bytes] = []
    for card in _cards(people, job.cohort):
        drawn.append(card)
        progress(len(drawn), len(people) + 1)
    return Result(_bound(drawn, title), f"{title}.pdf")


def make_badges(job: Job, progress: Progress) -> Result:
    title = _("%(code)s 胸卡") % {"code": job.cohort.code}
    people = people_of(job.cohort)
    sheets = [people[start : start + A_SHEET] for start in range(0, len(people), A_SHEET)]
    context = {
        "title": title,
        "cohort": job.cohort,
        "issuer": settings.PROVIDER_NAME,
        "sheets": [[(person, _size(person.name, BADGE_SIZES)) for person in sheet] for sheet in sheets],
        "across": (15, 105, 195),
        "down": tuple(13.5 + 54 * row for row in range(6)),
    }
    content = pdf.render(
        "badges.html", context, styles=["badges.css"], on_step=lambda step: progress(step - 1, pdf.STEPS)
    )
    return Result(content, f"{title}.pdf")


def _cards(people: Sequence[Person], cohort: Cohort) -> Iterator[compiled.Sheet | bytes]:
    """Each filled into its compiled page or, where that cannot be, laid out by itself."""
    for person in people:
        look, texts = _look(person, cohort), _texts(person)
        try:
            yield _template.sheet(look, texts, qr=(), title=person.name)
        except compiled.UnsupportedError as error:
            logger.info("The table card of %s is drawn the plain way: %s", person.name, error)
            yield _page(look, texts, person.name)


def _bound(drawn: Sequence[compiled.Sheet | bytes], title: str) -> bytes:
    filled = [each for each in drawn if isinstance(each, compiled.Sheet)]
    if len(filled) == len(drawn):
        return compiled.bind(filled, title=title, language=get_language() or "")
    parts = [each if isinstance(each, bytes) else each.file() for each in drawn]
    return binding.join(parts, title=title, language=get_language() or "")


def _page(look: Look, texts: Mapping[str, str], title: str, finisher: pdf.Finisher | None = None) -> bytes:
    context = {"look": look, "title": title, **compiled.in_slots(texts)}
    return pdf.render("table_card.html", context, styles=["table_card.css"], finisher=finisher)


def _compile(look: Look, texts: Mapping[str, str], finisher: pdf.Finisher) -> None:
    _page(look, texts, _("桌牌"), finisher)


_template = compiled.Template(_compile)


def _look(person: Person, cohort: Cohort) -> Look:
    return Look(
        language=get_language() or "",
        cohort=cohort.name,
        issuer=settings.PROVIDER_NAME,
        size=_size(person.name, CARD_SIZES),
        place_size=_size(person.place, PLACE_SIZES) if person.place else "",
        has_group=bool(person.group),
    )


def _texts(person: Person) -> dict[str, str]:
    every: dict[str, str] = {"name": person.name, "place": person.place, "group": person.group}
    return {key: text for key, text in every.items() if text}


def _size(name: str, sizes: Sequence[tuple[float, str]]) -> str:
    width = width_of(name)
    return next((size for most, size in sizes if width <= most), SMALLEST)
