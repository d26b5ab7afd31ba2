"""One box that finds a cohort, a person, a course, a case or a room by a few letters of it; each sees their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.filters import matching
from accounts.models import User
from config.roles import Roles
from courses.models import Case, Course
from sessions.models import Cohort, Enrolment, Room

PER_KIND = 6
ONE_MORE = PER_KIND + 1  # tells whether there are more than shown
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Hit:
    label: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Kind:
    title: str
    icon: str
    hits: tuple[Hit, ...]
    more: str = ""  # where all of them are listed, when there are more than shown


def find(user: User, roles: Roles, text: str) -> list[Kind]:
    """What the user may see and open that has the text in it, by kind, best known first; at most one query a kind."""
    text = text.strip()[:LONGEST]
    if not text:
        return []
    kinds = [_cohorts(user, text), _courses(user, text)]
    if roles.admin:
        kinds += [_people(user, text), _rooms(user, text)]
    elif roles.trainer:
        kinds.append(_trainees(user, text))
    if roles.author:
        kinds.append(_cases(user, text))
    return [kind for kind in kinds if kind.hits]


def _kind(title: str, icon: str, hits: Iterable[Hit], more: str = "") -> Kind:
    found = tuple(hits)
    return Kind(title, icon, found[:PER_KIND], more if len(found) > PER_KIND else "")


def _cohorts(user: User, text: str) -> Kind:
    named = Q(code__icontains=text) | Q(name__icontains=text) | Q(client__name__icontains=text)
    found = Cohort.objects.visible_to(user).filter(named)[:ONE_MORE]
    hits = (Hit(cohort.name, f"{cohort.code} · {cohort.start_date}", cohort.get_absolute_url()) for cohort in found)
    return _kind(_("班级"), "calendar3", hits, _all("sessions:cohorts", text))


def _courses(user: User, text: str) -> Kind:
    found = Course.objects.visible_to(user).filter(title__icontains=text)[:ONE_MORE]
    return _kind(_("课程"), "journal-text", (Hit(course.title, "", course.get_absolute_url()) for course in found))


def _cases(user: User, text: str) -> Kind:
    named = Q(title__icontains=text) | Q(institution__icontains=text) | Q(industry__icontains=text)
    found = Case.objects.managed_by(user).filter(named).order_by("title")[:ONE_MORE]
    hits = (Hit(case.title, case.institution, case.get_absolute_url()) for case in found)
    return _kind(pgettext("many", "案例"), "chat-square-text", hits, _all("courses:library", text))


def _rooms(user: User, text: str) -> Kind:
    found = Room.objects.managed_by(user).filter(
        Q(name__icontains=text) | Q(city__icontains=text) | Q(address__icontains=text)
    )[:ONE_MORE]
    hits = (Hit(room.name, room.address, reverse("sessions:room_edit", args=[room.pk])) for room in found)
    return _kind(_("教室"), "door-open", hits, reverse("sessions:rooms"))


def _people(user: User, text: str) -> Kind:
    found = User.objects.managed_by(user).filter(matching(text)).select_related("organisation")[:ONE_MORE]
    hits = (
        Hit(person.name, str(person.organisation or ""), reverse("accounts:person_edit", args=[person.pk]))
        for person in found
    )
    return _kind(_("人员"), "people", hits, _all("accounts:people", text))


def _trainees(user: User, text: str) -> Kind:
    """A trainer's own: on the rosters of the cohorts they teach."""
    taught = Enrolment.objects.active().filter(cohort__in=Cohort.objects.managed_by(user))
    named = Q(user__name__icontains=text) | Q(branch__icontains=text)
    found = taught.filter(named).select_related("user", "cohort").order_by("-cohort__start_date", "seat")[:ONE_MORE]
    hits = (
        Hit(place.user.name, f"{place.cohort} · {place.branch}", reverse("sessions:roster", args=[place.cohort.code]))
        for place in found
    )
    return _kind(pgettext("many", "学员"), "people", hits)


def _all(name: str, text: str) -> str:
    return f"{reverse(name)}?{urlencode({'q': text})}"
