"""Which edition of its course a cohort is taught from."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from courses.editions import syllabus_of
from courses.models import Edition
from sessions.models import AgendaItem, Cohort
from sessions.timetable import word_agenda

_CHANGED = ("edition", "edition_before", "has_changed_edition", "edition_title", "edition_days", "edition_hours")


def give_newest(cohort: Cohort) -> None:
    """A new cohort, or one moved to another course, gets the newest edition; none while the course is a draft."""
    _give(cohort, cohort.course.editions.first())
    cohort.edition_before, cohort.has_changed_edition = None, False
    cohort.save(update_fields=_CHANGED)


@transaction.atomic
def take_over(*, cohort: Cohort, edition: Edition, by: User) -> None:
    """Let the cohort be taught from a newer edition. Its timetable stays; what it was told of cases stays told."""
    found = _locked(cohort, by)
    if edition.course_id != found.course_id:
        raise Refusal(_("这一版不属于本班的课程。"))
    if found.edition is not None and edition.number <= found.edition.number:
        raise Refusal(_("本班已经在用第 %(number)s 版。") % {"number": found.edition.number})
    found.edition_before, found.has_changed_edition = found.edition, True
    _give(found, edition)
    found.save(update_fields=_CHANGED)
    _word(found)


@transaction.atomic
def give_back(*, cohort: Cohort, seen: int, by: User) -> None:
    """Undo the last taking over: the cohort reads again what it read before it, the draft if it read that.

    seen: the number of the edition that the person was shown as the cohort's; refused if it has another by now.
    """
    found = _locked(cohort, by)
    if not found.has_changed_edition or found.edition is None or found.edition.number != seen:
        raise Refusal(_("本班的版本刚刚变过，没有换回。请看最新的情况再操作。"))
    _give(found, found.edition_before)
    found.edition_before, found.has_changed_edition = None, False
    found.save(update_fields=_CHANGED)
    _word(found)


def _locked(cohort: Cohort, by: User) -> Cohort:
    managed = Cohort.objects.managed_by(by).select_related("course", "edition", "edition_before")
    found = managed.select_for_update(of=("self",)).filter(pk=cohort.pk).first()
    if found is None:
        raise Refusal(_("只有教务和本班讲师可以换用课程的版本。"))
    return found


def _give(cohort: Cohort, edition: Edition | None) -> None:
    facts = edition.content["facts"] if edition is not None else {}
    cohort.edition = edition
    cohort.edition_title = facts.get("title", "")
    cohort.edition_days, cohort.edition_hours = facts.get("days"), facts.get("hours")


def _word(cohort: Cohort) -> None:
    """The agenda keeps its times and says what the edition says."""
    items = list(AgendaItem.objects.filter(session__cohort=cohort))
    word_agenda(items, syllabus_of(cohort.course, cohort.edition))
    AgendaItem.objects.bulk_update(items, ["title", "marker", "part"])
