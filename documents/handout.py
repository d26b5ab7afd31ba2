"""Handouts: the course on paper with room to write, for trainees and, with all notes, for trainers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.refusals import Refusal
from courses.editions import Syllabus, syllabus_of
from courses.trees import tree_of
from documents import pdf, slice_store, slices, volumes
from documents.certificate_words import days
from documents.figures import Figures
from documents.folios import GLYPHS, Folio
from documents.handout_choices import Choice, Extra
from documents.handout_content import Source
from documents.latin_quotes import narrow
from documents.models import Job
from documents.progress import Progress, Result
from documents.slices import Slice
from sessions.agenda import Agenda, agenda_of
from sessions.models import Cohort

STYLES = ("handout.css", "handout_text.css", "handout_sheets.css")
NOTE_PAGES = 2
BESIDE_CODE = 46  # bytes of a title that one line beside the code holds: fifteen characters of Chinese
MM = 72 / 25.4  # points
OnStep = Callable[[int, int], None]


def make(job: Job, progress: Progress) -> Result:
    choice = Choice.of(job)
    content = draw(job.cohort, choice, base_url=job.params.get("base_url", ""), now=timezone.now(), on_step=progress)
    name = _("%(code)s 讲师手册") if choice.for_trainers else _("%(code)s 学员手册")
    return Result(content, name % {"code": job.cohort.code} + ".pdf")


def draw(cohort: Cohort, choice: Choice, *, base_url: str, now: dt.datetime, on_step: OnStep | None = None) -> bytes:
    """base_url: where the app is, for the codes that lead there. now: the date of this edition."""
    book = book_of(cohort, choice, base_url)
    pieces = list(book.slices())
    drawn = []
    for number, piece in enumerate(pieces):
        if on_step is not None:
            on_step(number, len(pieces) + 1)
        drawn.append(slices.draw(piece))
    facts = volumes.Facts(book.title, settings.PROVIDER_NAME, get_language() or "zh-hans", now)
    whole = volumes.bind(drawn, book.front, _folio(), facts)
    slice_store.tidy()
    return whole


def book_of(cohort: Cohort, choice: Choice, base_url: str) -> Book:
    # The notes are not in a syllabus that is not for trainers: a template cannot print what it never gets.
    syllabus = syllabus_of(cohort.course, cohort.edition, for_trainers=choice.for_trainers)
    source = Source(
        cohort=cohort,
        syllabus=syllabus,
        for_trainers=choice.for_trainers,
        base_url=base_url,
        figures=Figures(cohort.course, for_trainers=choice.for_trainers),
        cases=syllabus.cases if choice.has(Extra.CASES) else (),
        exercises=tuple(cohort.course.exercises.filter(survey=False)) if choice.has(Extra.WORKSHEETS) else (),
    )
    return Book(cohort, choice, syllabus, source, agenda_of(cohort))


@dataclass(frozen=True)
class Book:
    cohort: Cohort
    choice: Choice
    syllabus: Syllabus
    source: Source
    agenda: Agenda

    @property
    def edition(self) -> str:
        return _("讲师手册") if self.choice.for_trainers else _("学员手册")

    @property
    def title(self) -> str:
        return f"{self.edition} {self.syllabus.course.title}"

    def slices(self) -> Iterator[Slice]:
        if self.choice.has(Extra.ABOUT):
            yield self._slice("handout_about.html")
        if self.choice.has(Extra.AGENDA) and self.agenda.days:
            yield self._slice("handout_agenda.html", agenda=self.agenda)
        roots = [node.module for node in tree_of(self.syllabus.modules)]
        picked = self.choice.picked(roots)
        if roots and not picked:
            raise Refusal(_("选中的部分已不在本班的课程里。请回到手册页面重新勾选。"))
        for chapter in self.source.chapters(picked):
            yield self._slice("handout_chapter.html", chapter=chapter, many_lines=_is_long(chapter.title))
        if self.choice.has(Extra.NOTES):
            yield self._slice("handout_notes.html", pages=range(NOTE_PAGES), lines=range(23))

    def front(self, marks: Sequence[volumes.Mark], total: int) -> bytes:
        first, last = self.cohort.start_date, self.cohort.last_day
        if self.agenda.days:
            first, last = self.agenda.days[0].date, self.agenda.days[-1].date
        rooms = {str(half.room): half.room for day in self.agenda.days for half in day.sessions if half.room}
        places = list(rooms.values()) or ([self.cohort.room] if self.cohort.room else [])
        trainers = [trainer.name for trainer in self.cohort.trainers.all()]
        more = {"days": days(first, last), "trainers": trainers, "places": places, "marks": marks, "total": total}
        return self._slice("handout_front.html", **more).render()

    def _slice(self, template: str, **more: Any) -> Slice:
        context = {"cohort": self.cohort, "course": self.syllabus.course, "issuer": settings.PROVIDER_NAME, **more}
        context |= {"edition": self.edition, "for_trainers": self.choice.for_trainers}
        body = SafeString(narrow(render_to_string(f"{pdf.STYLES}{template}", context)))
        return Slice(self.title, body, STYLES)


def _is_long(title: str) -> bool:
    return len(title.encode()) > BESIDE_CODE


def _folio() -> Folio:
    specimen = SafeString(f'<p class="folio">{GLYPHS}</p>')
    return Folio(slices.draw(Slice("", specimen, STYLES)), right=(210 - 22) * MM, foot=14.5 * MM)
