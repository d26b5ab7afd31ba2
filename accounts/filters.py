"""What one may narrow the list of people by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation, User
from accounts.phones import normalise_phone


def filtering(filters: Any) -> dict[str, object]:
    """Context of `components/filter_form.html`: the form, whether anything is asked, and whether more than words."""
    asked = {name for name in filters.form.fields if filters.data.get(name)}
    return {"form": filters.form, "filtered": bool(asked), "narrowed": bool(asked - {"q"})}


class Role(TextChoices):
    ADMIN = "admin", _("教务")
    TRAINER = "trainer", _("讲师")
    TRAINEE = "trainee", _("学员")
    CONTACT = "contact", _("机构联系人")


def matching(query: str) -> Q:
    """People by name, phone in any spelling, e-mail or organisation."""
    phone = normalise_phone(query) or query
    reached = Q(phone__contains=phone) | Q(email__icontains=query)
    return Q(name__icontains=query) | reached | Q(organisation__name__icontains=query)


class PersonFilter(django_filters.FilterSet):  # type: ignore[misc]  # ships no types
    q = django_filters.CharFilter(label=_("查找"), method="search")
    role = django_filters.ChoiceFilter(
        label=_("身份"), choices=Role.choices, method="with_role", empty_label=_("全部身份")
    )
    organisation = django_filters.ModelChoiceFilter(
        label=pgettext_lazy("one", "机构"), queryset=Organisation.objects.all(), empty_label=_("全部机构")
    )

    class Meta:
        model = User
        fields: list[str] = []

    def search(self, people: QuerySet[User], _name: str, value: str) -> QuerySet[User]:
        return people.filter(matching(value))

    def with_role(self, people: QuerySet[User], _name: str, value: str) -> QuerySet[User]:
        """Relations of later rooms are asked for by their names: accounts imports nothing from them."""
        if value == Role.ADMIN:
            return people.filter(is_staff=True)
        relation = {Role.TRAINER: "taught_cohorts", Role.TRAINEE: "enrolments", Role.CONTACT: "speaks_for"}[Role(value)]
        has_any = User.objects.get_queryset().filter(pk=OuterRef("pk"), **{f"{relation}__isnull": False})
        return people.filter(Exists(has_any))
