"""A trainer's word on a material for one cohort, and the note that a trainee has opened one."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from courses.models import Material
from sessions.models import Cohort, Enrolment, MaterialOpening, MaterialRuling


@transaction.atomic
def rule(*, cohort: Cohort, material: Material, says: str, by: User, now: dt.datetime) -> MaterialRuling:
    """Release or hold a material for the cohort, whatever its rule says. Saying it twice changes nothing."""
    if says not in MaterialRuling.Says.values or material.audience != Material.Audience.TRAINEES:
        raise Refusal(_("只给讲师看的资料不用开放。要给学员看，请先在课程的资料里修改对象。"))
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    standing = MaterialRuling.objects.filter(cohort=cohort, material=material, undone_at=None).order_by("-pk").first()
    if standing is not None and standing.says == says:
        return standing
    return MaterialRuling.objects.create(cohort=cohort, material=material, says=says, by=by, at=now)


def undo(*, cohort: Cohort, material: Material, pk: int, by: User, now: dt.datetime) -> None:
    """Take back the newest word; what stood before it counts again: an earlier word, or the rule."""
    standing = MaterialRuling.objects.filter(cohort=cohort, material=material, undone_at=None)
    newest = standing.order_by("-pk").values_list("pk", flat=True).first()
    if newest != pk or not standing.filter(pk=pk).update(undone_at=now, undone_by=by):
        raise Refusal(_("这个决定刚被别人改过。请看最新的页面再操作。"))


def note_opening(*, material: Material, enrolment: Enrolment, now: dt.datetime) -> None:
    """Keep when a trainee first opened the material; a video asks for its parts many times, and writes once."""
    if not MaterialOpening.objects.filter(material=material, enrolment=enrolment).exists():
        opening = MaterialOpening(material=material, enrolment=enrolment, first_at=now)
        MaterialOpening.objects.bulk_create([opening], ignore_conflicts=True)
