"""Who takes part in a cohort's exercises. A client's contact reads reports, not worksheets."""

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from exercises.models import Exercise
from sessions.models import Cohort, Enrolment


def cohorts_worked_in_by(user: User) -> QuerySet[Cohort]:
    """Cohorts the user runs, teaches or attends."""
    if user.is_staff:
        return Cohort.objects.all()
    attended = Enrolment.objects.active().filter(user=user).values("cohort")
    return Cohort.objects.filter(Q(pk__in=Cohort.objects.managed_by(user).values("pk")) | Q(pk__in=attended))


def exercises_of(cohort: Cohort) -> QuerySet[Exercise]:
    return Exercise.objects.filter(course=cohort.course_id)


def managed_exercise(user: User, code: str, slug: str) -> tuple[Cohort, Exercise]:
    """A cohort the user runs or teaches, and an exercise of its course; 404 otherwise."""
    cohort = get_object_or_404(Cohort.objects.managed_by(user), code=code)
    return cohort, get_object_or_404(exercises_of(cohort), slug=slug)


def marked_exercise(user: User, code: str, slug: str) -> tuple[Cohort, Exercise]:
    """One whose sheets are read and marked one by one: nobody but its writer reads a single feedback form."""
    cohort, exercise = managed_exercise(user, code, slug)
    if exercise.survey:
        raise Http404
    return cohort, exercise
