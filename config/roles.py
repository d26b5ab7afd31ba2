"""What a person is here, from what they take part in: one query a request, asked by navigation and front page alike."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import FilteredRelation, Q
from django.http import HttpRequest

from accounts.models import User
from courses.models import is_author
from sessions.models import Enrolment


@dataclass(frozen=True, slots=True)
class Roles:
    admin: bool
    author: bool  # of courses: admins and the provider's own people
    trainer: bool
    contact: bool
    studies_in: str  # code of the newest cohort they attend, "" for none

    @property
    def trainee(self) -> bool:
        return bool(self.studies_in)

    @property
    def works_here(self) -> bool:
        return self.author or self.trainer

    @property
    def several(self) -> bool:
        return sum((self.admin, self.trainer, self.trainee, self.contact)) > 1

    def __bool__(self) -> bool:
        return self.works_here or self.trainee or self.contact


def roles_of(request: HttpRequest, user: User) -> Roles:
    """The roles of the signed-in user, remembered on the request."""
    roles = getattr(request, "_roles", None)
    if roles is None:
        roles = _read(user)
        request._roles = roles  # type: ignore[attr-defined]  # noqa: SLF001  (ours, and as short-lived as the request)
    return roles


def _read(user: User) -> Roles:
    """One row of outer joins: a relation that has any rows has one in the first row too."""
    places = FilteredRelation("enrolments", condition=Q(enrolments__state=Enrolment.State.ACTIVE))
    rows = (
        User.objects.get_queryset().filter(pk=user.pk).annotate(places=places).order_by("-places__cohort__start_date")
    )
    teaches, speaks, studies_in = rows.values_list("taught_cohorts", "speaks_for", "places__cohort__code")[0]
    return Roles(
        admin=user.is_staff,
        author=is_author(user),
        trainer=teaches is not None,
        contact=speaks is not None,
        studies_in=studies_in or "",
    )
