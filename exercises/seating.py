"""Seat a cohort's trainees in groups. Work stays with the group that did it, whoever sits there later."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import blake2s

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.refusals import Refusal
from exercises import grouping
from exercises.models import Group, GroupMember
from sessions.models import Cohort, Enrolment

MOST_GROUPS = 200


@dataclass(frozen=True)
class Plan:
    """A deal to look at before it is made: enrolments by table, and how many alike pairs share one."""

    tables: tuple[tuple[Enrolment, ...], ...]
    seed: int
    alike_pairs: int
    roster: str  # fingerprint of the roster it was dealt from


def plan(*, cohort: Cohort, groups: int, seed: int) -> Plan:
    enrolments = {enrolment.pk: enrolment for enrolment in _active(cohort)}
    _refuse_impossible(groups, len(enrolments))
    dealt = grouping.deal(
        [grouping.Trainee(e.pk, e.branch.strip(), e.post.strip()) for e in enrolments.values()],
        groups=groups,
        seed=seed,
    )
    tables = tuple(
        tuple(sorted((enrolments[trainee.id] for trainee in table), key=lambda enrolment: enrolment.seat))
        for table in dealt
    )
    return Plan(tables, seed, grouping.alike_pairs(dealt), _fingerprint(list(enrolments.values())))


@transaction.atomic
def deal(*, cohort: Cohort, groups: int, seed: int, roster: str) -> list[Group]:
    """Make the deal that was previewed; refuses when the roster has changed since."""
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    dealt = plan(cohort=cohort, groups=groups, seed=seed)
    if dealt.roster != roster:
        raise Refusal(_("名单刚刚有变动，请看过新的分组预览后再确认。"))
    GroupMember.objects.filter(group__cohort=cohort).delete()
    made = [Group.objects.get_or_create(cohort=cohort, number=number)[0] for number in range(1, groups + 1)]
    GroupMember.objects.bulk_create(
        GroupMember(group=group, enrolment=enrolment)
        for group, table in zip(made, dealt.tables, strict=True)
        for enrolment in table
    )
    # A group that has written something stays, empty; the rest go.
    Group.objects.filter(cohort=cohort, number__gt=groups, worksheets__isnull=True).delete()
    return made


@transaction.atomic
def move(*, enrolment: Enrolment, group: Group) -> None:
    """Give a trainee another seat. What the old group wrote stays there."""
    if enrolment.state != Enrolment.State.ACTIVE:
        raise Refusal(_("%(name)s已退班，不能分组。") % {"name": enrolment.user.name})
    GroupMember.objects.update_or_create(enrolment=enrolment, defaults={"group": group})


def _active(cohort: Cohort) -> list[Enrolment]:
    return list(Enrolment.objects.active().filter(cohort=cohort).select_related("user").order_by("seat"))


def _refuse_impossible(groups: int, trainees: int) -> None:
    if not trainees:
        raise Refusal(_("班里还没有学员。请先在名单页添加学员，再来分组。"))
    if groups < 1:
        raise Refusal(_("至少要分 1 组。"))
    if groups > min(trainees, MOST_GROUPS):
        raise Refusal(
            _("%(trainees)d 位学员分不成 %(groups)d 组：最多 %(most)d 组。")
            % {"trainees": trainees, "groups": groups, "most": min(trainees, MOST_GROUPS)}
        )


def _fingerprint(enrolments: list[Enrolment]) -> str:
    rows = sorted((enrolment.pk, enrolment.branch, enrolment.post) for enrolment in enrolments)
    return blake2s(json.dumps(rows).encode(), digest_size=8).hexdigest()
