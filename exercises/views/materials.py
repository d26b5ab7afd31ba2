"""The materials of a cohort: a trainee reads what is released, a trainer sees why, to whom, and who has opened it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.http import MemberRequest
from accounts.refusals import Refusal
from courses.markdown import render_markdown
from courses.models import Material
from courses.serving import file_response
from courses.uploads.kinds import of_type
from exercises import releasing
from exercises.release_rules import Verdict
from exercises.release_words import moment, reason, rule_of
from exercises.releases import Shelf, shelf_of
from sessions.models import Cohort, Enrolment, MaterialOpening, MaterialRuling


@dataclass(frozen=True)
class Placed:
    """A material as one reader finds it."""

    material: Material
    verdict: Verdict
    reason: str
    opened: bool = False


@dataclass(frozen=True)
class Kept:
    """A material as the cohort's trainers see it: `open_to` of `readers` may read it, `opened_by` of them have."""

    material: Material
    verdict: Verdict
    rule: str
    when: str
    ruling: MaterialRuling | None
    open_to: int
    opened_by: int
    readers: int


@dataclass(frozen=True)
class Reader:
    """Whoever looks at a cohort's materials: a trainer, a trainee with their place, or a client's contact."""

    cohort: Cohort
    manages: bool
    enrolment: Enrolment | None

    @property
    def pk(self) -> int | None:
        return self.enrolment.pk if self.enrolment else None


@never_cache
@require_GET
def cohort_materials(request: MemberRequest, code: str) -> HttpResponse:
    reader = _reader(request, code)
    shelf = shelf_of(reader.cohort, now=timezone.now(), enrolment=reader.enrolment)
    if reader.manages:
        context = {"cohort": reader.cohort, "kept": _all_kept(shelf), "says": MaterialRuling.Says}
        return render(request, "exercises/materials_manage.html", context)
    opened = set(MaterialOpening.objects.filter(enrolment=reader.pk).values_list("material", flat=True))
    placed = [_placed(shelf, material, reader, material.pk in opened) for material in shelf.for_trainees()]
    context = {
        "cohort": reader.cohort,
        "is_trainee": reader.enrolment is not None,
        "released": [each for each in placed if each.verdict.is_open],
        "waiting": [each for each in placed if not each.verdict.is_open],
    }
    return render(request, "exercises/materials.html", context)


@never_cache
@require_GET
def cohort_material(request: MemberRequest, code: str, pk: int) -> HttpResponse:
    reader, shelf, material = _found(request, code, pk)
    context = {
        "cohort": reader.cohort,
        "material": material,
        "manages": reader.manages,
        "is_trainee": reader.enrolment is not None,
        "kind": of_type(material.media_type),
        "file_url": reverse("materials:file", args=[code, pk]),
    }
    if reader.manages:
        context |= _seen_by(shelf, material) | {"says": MaterialRuling.Says}
    else:
        placed = _placed(shelf, material, reader)
        if not placed.verdict.is_open:
            return render(request, "exercises/material_waiting.html", context | {"placed": placed}, status=403)
        if reader.enrolment is not None and material.kind != Material.Kind.FILE:
            releasing.note_opening(material=material, enrolment=reader.enrolment, now=shelf.now)
    return render(request, "exercises/material.html", context | {"body": render_markdown(material.body)})


@require_safe
def cohort_file(request: MemberRequest, code: str, pk: int) -> HttpResponseBase:
    """The file itself, for whom it is released to. Reading it is what counts as opening."""
    reader, shelf, material = _found(request, code, pk)
    if not reader.manages:
        if not shelf.verdict(material, reader.pk).is_open:
            raise Http404
        if reader.enrolment is not None and request.method == "GET":
            releasing.note_opening(material=material, enrolment=reader.enrolment, now=shelf.now)
    return file_response(request, material)


@require_POST
def release(request: MemberRequest, code: str, pk: int) -> HttpResponse:
    """`says`: release or hold; `undo`: the word that is taken back."""
    cohort = get_object_or_404(Cohort.objects.managed_by(request.user), code=code)
    material = get_object_or_404(Material, pk=pk, course=cohort.course_id)
    now, taken_back = timezone.now(), request.POST.get("undo", "")
    try:
        if taken_back:
            number = int(taken_back) if taken_back.isdecimal() else 0
            releasing.undo(cohort=cohort, material=material, pk=number, by=request.user, now=now)
        else:
            releasing.rule(
                cohort=cohort, material=material, says=request.POST.get("says", ""), by=request.user, now=now
            )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    if "page" in request.POST:
        return redirect("materials:material", code, pk)
    return redirect(reverse("materials:cohort", args=[code]) + f"#material-{pk}")


def _reader(request: MemberRequest, code: str) -> Reader:
    visible = Cohort.objects.visible_to(request.user).select_related("course").prefetch_related("trainers")
    cohort = get_object_or_404(visible, code=code)
    manages = cohort.is_run_by(request.user)
    enrolment = None if manages else cohort.enrolments.active().filter(user=request.user).first()
    return Reader(cohort, manages, enrolment)


def _found(request: MemberRequest, code: str, pk: int) -> tuple[Reader, Shelf, Material]:
    """One material and what decides on it; for trainers' ones there is no page to anybody else."""
    reader = _reader(request, code)
    shelf = shelf_of(reader.cohort, now=timezone.now(), enrolment=reader.enrolment, only=pk)
    found = shelf.materials if reader.manages else tuple(shelf.for_trainees())
    if not found:
        raise Http404
    return reader, shelf, found[0]


def _placed(shelf: Shelf, material: Material, reader: Reader, opened: bool = False) -> Placed:  # noqa: FBT001, FBT002
    verdict = shelf.verdict(material, reader.pk)
    return Placed(material, verdict, reason(verdict, shelf), opened)


def _all_kept(shelf: Shelf) -> list[Kept]:
    active = Q(openings__enrolment__cohort=shelf.cohort, openings__enrolment__state=Enrolment.State.ACTIVE)
    counted = Material.objects.filter(course=shelf.cohort.course_id).annotate(n=Count("openings", filter=active))
    opened: dict[int, int] = dict(counted.order_by().values_list("pk", "n"))
    readers = list(Enrolment.objects.active().filter(cohort=shelf.cohort).values_list("pk", flat=True))
    return [_kept(shelf, material, readers, opened.get(material.pk, 0)) for material in shelf.materials]


def _kept(shelf: Shelf, material: Material, readers: list[int], opened: int) -> Kept:
    verdict = shelf.verdict(material, None)
    ruling = shelf.rulings.get(material.pk)
    if ruling is None and shelf.rule_of(material).is_personal:
        open_to = sum(shelf.verdict(material, reader).is_open for reader in readers)
    else:
        open_to = len(readers) if verdict.is_open else 0
    when = moment(verdict, shelf)
    return Kept(material, verdict, rule_of(verdict, shelf), when, ruling, open_to, opened, len(readers))


def _seen_by(shelf: Shelf, material: Material) -> dict[str, object]:
    """Who has opened it, in the order in which they did, and who has not."""
    readers = list(Enrolment.objects.active().filter(cohort=shelf.cohort).select_related("user").order_by("seat"))
    first = dict(
        MaterialOpening.objects.filter(material=material, enrolment__cohort=shelf.cohort).values_list(
            "enrolment", "first_at"
        )
    )
    zone = shelf.cohort.zone
    opened = [(reader, first[reader.pk].astimezone(zone)) for reader in readers if reader.pk in first]
    return {
        "kept": _kept(shelf, material, [reader.pk for reader in readers], len(opened)),
        "opened": sorted(opened, key=lambda pair: pair[1]),
        "unopened": [reader for reader in readers if reader.pk not in first],
    }
