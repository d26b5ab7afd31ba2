"""What a person is here, from what they take part in: one query a request, asked by navigation and front page alike."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpRequest

from accounts.models import Organisation, User
from courses.models import is_author
from sessions.models import Cohort, Enrolment


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
    attended = Enrolment.objects.active().filter(user=OuterRef("pk")).order_by("-cohort__start_date", "-pk")
    found = (
        User.objects.get_queryset()
        .annotate(
            teaches=Exists(Cohort.trainers.through.objects.filter(user=OuterRef("pk"))),
            speaks=Exists(Organisation.contacts.through.objects.filter(user=OuterRef("pk"))),
            studies_in=Subquery(attended.values("cohort__code")[:1]),
        )
        .values("teaches", "speaks", "studies_in")
        .get(pk=user.pk)
    )
    return Roles(
        admin=user.is_staff,
        author=is_author(user),
        trainer=found["teaches"],
        contact=found["speaks"],
        studies_in=found["studies_in"] or "",
    )
