"""Which edition of its course a cohort is taught from."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from courses.models import Edition
from sessions.models import Cohort


def give_newest(cohort: Cohort) -> None:
    """A new cohort, or one moved to another course, gets the newest edition; none while the course is a draft."""
    cohort.edition = cohort.course.editions.first()
    cohort.save(update_fields=["edition"])


@transaction.atomic
def take_over(*, cohort: Cohort, edition: Edition, by: User) -> None:
    """Let the cohort be taught from a newer edition. Its timetable stays; what it was told of cases stays told."""
    locked = Cohort.objects.managed_by(by).select_related("edition").select_for_update(of=("self",))
    found = locked.filter(pk=cohort.pk).first()
    if found is None:
        raise Refusal(_("只有教务和本班讲师可以换用课程的版本。"))
    if edition.course_id != found.course_id:
        raise Refusal(_("这一版不属于本班的课程。"))
    if found.edition is not None and edition.number <= found.edition.number:
        raise Refusal(_("本班已经在用第 %(number)s 版。") % {"number": found.edition.number})
    found.edition = edition
    found.save(update_fields=["edition"])
