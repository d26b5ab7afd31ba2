"""Mark what was handed in, and let the marks out. Reviews are appended; the last one counts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from exercises.models import Exercise, Review, Submission, Worksheet
from sessions.models import Cohort


@transaction.atomic
def grade(*, submission: Submission, mark: Decimal, comment: str, by: User, now: datetime) -> Review:
    """Append a review; it stays unseen by trainees until it is released."""
    worksheet = Worksheet.objects.select_for_update().select_related("exercise").get(pk=submission.worksheet_id)
    if not 0 <= mark <= worksheet.exercise.max_mark or mark != round(mark, 1):
        raise Refusal(_("得分应在 0 到 %(max)s 之间，最多一位小数。") % {"max": worksheet.exercise.max_mark})
    newest = worksheet.submissions.order_by("-number").first()
    if newest != submission:
        raise Refusal(_("这份工作单刚刚又提交了一次。请先看最新的内容，再给分。"))
    return submission.reviews.create(mark=mark, comment=comment.strip(), reviewer=by, reviewed_at=now)


@transaction.atomic
def release(*, exercise: Exercise, cohort: Cohort, now: datetime, only: Worksheet | None = None) -> int:
    """Show the latest marks to the trainees, of one sheet or of all; returns how many. It cannot be taken back."""
    sheets = Worksheet.objects.select_for_update().filter(exercise=exercise, cohort=cohort)
    if only is not None:
        sheets = sheets.filter(pk=only.pk)
    latest = [
        review
        for sheet in sheets.prefetch_related("submissions__reviews")
        if (review := latest_review(sheet)) is not None
    ]
    waiting = [review.pk for review in latest if review.released_at is None]
    if not waiting:
        raise Refusal(_("没有可以公布的成绩：请先给已提交的工作单评分。"))
    return Review.objects.filter(pk__in=waiting, released_at__isnull=True).update(released_at=now)


def latest_submission(worksheet: Worksheet) -> Submission | None:
    """The newest submission, from what `with_work` fetched."""
    return max(worksheet.submissions.all(), key=lambda submission: submission.number, default=None)


def latest_review(worksheet: Worksheet) -> Review | None:
    """The review that counts: the last one of the newest submission. A new submission waits for a new one."""
    submission = latest_submission(worksheet)
    return _last(submission) if submission else None


def released_review(worksheet: Worksheet) -> Review | None:
    """What the trainees may see: the newest review that is out."""
    out = [
        review
        for submission in worksheet.submissions.all()
        for review in submission.reviews.all()
        if review.released_at is not None
    ]
    return max(out, key=lambda review: (review.reviewed_at, review.pk), default=None)


def _last(submission: Submission) -> Review | None:
    return max(submission.reviews.all(), key=lambda review: (review.reviewed_at, review.pk), default=None)
