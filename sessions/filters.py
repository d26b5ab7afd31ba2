"""What one may narrow the lists of cohorts and rooms by."""

from __future__ import annotations

import datetime as dt

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation, User
from courses.models import Course
from sessions.models import Cohort, Room


def _seen(request: HttpRequest | None) -> QuerySet[Cohort]:
    """The choices name nothing that the asking person's own cohorts do not."""
    user = getattr(request, "user", None)
    return Cohort.objects.visible_to(user) if isinstance(user, User) else Cohort.objects.none()


def _clients(request: HttpRequest | None) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk__in=_seen(request).values("client"))


def _courses(request: HttpRequest | None) -> QuerySet[Course]:
    return Course.objects.filter(pk__in=_seen(request).values("course")).order_by("title")


def _trainers(request: HttpRequest | None) -> QuerySet[User]:
    taught = Cohort.trainers.through.objects.filter(cohort__in=_seen(request).values("pk"))
    return User.objects.get_queryset().filter(pk__in=taught.values("user"))


class CohortFilter(django_filters.FilterSet):  # type: ignore[misc]  # ships no types
    q = django_filters.CharFilter(label=_("查找"), method="search")
    phase = django_filters.ChoiceFilter(
        label=_("开课状态"), choices=Cohort.Phase.choices, method="in_phase", empty_label=_("全部状态")
    )
    client = django_filters.ModelChoiceFilter(label=_("客户机构"), queryset=_clients, empty_label=_("全部客户机构"))
    course = django_filters.ModelChoiceFilter(
        label=pgettext_lazy("one", "课程"), queryset=_courses, empty_label=_("全部课程")
    )
    trainer = django_filters.ModelChoiceFilter(
        label=_("讲师"), field_name="trainers", queryset=_trainers, empty_label=_("全部讲师")
    )

    class Meta:
        model = Cohort
        fields: list[str] = []

    def search(self, cohorts: QuerySet[Cohort], _name: str, value: str) -> QuerySet[Cohort]:
        named = Q(code__icontains=value) | Q(name__icontains=value) | Q(client__name__icontains=value)
        return cohorts.filter(named)

    def in_phase(self, cohorts: QuerySet[Cohort], _name: str, value: str) -> QuerySet[Cohort]:
        """By today's date here. A cohort without sessions ends by its course's days, and each length by its own."""
        today = timezone.localdate()
        if value == Cohort.Phase.UPCOMING:
            return cohorts.filter(start_date__gt=today)
        runs = Q(ends_on__gte=today)
        for days in Course.objects.order_by().values_list("days", flat=True).distinct():
            runs |= Q(ends_on=None, course__days=days, start_date__gt=today - dt.timedelta(days=days))
        begun = cohorts.filter(start_date__lte=today)
        return begun.filter(runs) if value == Cohort.Phase.RUNNING else begun.exclude(runs)


class RoomFilter(django_filters.FilterSet):  # type: ignore[misc]  # ships no types
    q = django_filters.CharFilter(label=_("查找"), method="search")
    seats = django_filters.NumberFilter(label=_("至少几个座位"), field_name="capacity", lookup_expr="gte", min_value=0)

    class Meta:
        model = Room
        fields: list[str] = []

    def search(self, rooms: QuerySet[Room], _name: str, value: str) -> QuerySet[Room]:
        return rooms.filter(Q(name__icontains=value) | Q(city__icontains=value) | Q(address__icontains=value))
