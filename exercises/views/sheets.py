from __future__ import annotations

import secrets
import time
from typing import Any

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import MemberRequest
from accounts.refusals import Refusal
from courses.markdown import render_markdown
from exercises import submitting
from exercises.access import cohorts_worked_in_by, exercises_of
from exercises.forms import SheetForm
from exercises.models import Answer, Worksheet
from exercises.progress import groups_of, seated_names, standing
from exercises.sheets import Entry, lay_out, shown, working_entries
from exercises.wording import of_answer
from exercises.working import Conflict, answers_of, is_closed, own_worksheet, revision_in, save_answer, token_of
from exercises.worksheets import AnswerError, Definition, Missing, Table, definition
from sessions.models import Cohort


@require_GET
@never_cache
def worksheet(request: MemberRequest, code: str, slug: str) -> HttpResponse:
    """The trainee's own sheet, or their group's; for whoever runs the room a look at the empty one."""
    cohort = get_object_or_404(cohorts_worked_in_by(request.user), code=code)
    exercise = get_object_or_404(exercises_of(cohort), slug=slug)
    own = own_worksheet(exercise=exercise, cohort=cohort, user=request.user)
    if own is not None:
        return _page(request, _mine(request, own.pk), add_row_to=request.GET.get("add", ""))
    manages = Cohort.objects.managed_by(request.user).filter(pk=cohort.pk).exists()
    context = {"cohort": cohort, "exercise": exercise, "brief": render_markdown(exercise.brief), "manages": manages}
    if not manages:
        return render(request, "exercises/no_group.html", context)
    return render(request, "exercises/preview.html", context | {"sections": lay_out(definition(exercise.fields), {})})


def _mine(request: MemberRequest, pk: int) -> Worksheet:
    sheets = Worksheet.objects.worked_on_by(request.user)
    return get_object_or_404(sheets.select_related("exercise", "cohort", "group").with_work(), pk=pk)


def _saving(request: MemberRequest, pk: int, code: str, slug: str) -> Worksheet:
    """As little as a save needs."""
    sheets = Worksheet.objects.worked_on_by(request.user).select_related("exercise")
    return get_object_or_404(sheets, pk=pk, cohort__code=code, exercise__slug=slug)


def _page(
    request: MemberRequest,
    sheet: Worksheet,
    *,
    kept: dict[str, Entry] | None = None,
    missing: list[Missing] | None = None,
    add_row_to: str = "",
    status: int = 200,
) -> HttpResponse:
    asked = definition(sheet.exercise.fields)
    table = asked.field(add_row_to)
    more = {add_row_to: f"t{time.time_ns() // 1_000_000:x}"} if isinstance(table, Table) and table.grows else {}
    now = standing(sheet, asked, for_trainee=True)
    group = next((g for g in groups_of(sheet.cohort) if g.pk == sheet.group_id), None)
    context = {
        "cohort": sheet.cohort,
        "exercise": sheet.exercise,
        "worksheet": sheet,
        "brief": render_markdown(sheet.exercise.brief),
        "sections": lay_out(asked, working_entries(sheet) | (kept or {}), more),
        "standing": now,
        "closed": now.review is not None,
        "stamp": _stamp_shown(sheet),
        "page": secrets.token_hex(8),
        "members": seated_names(group) if group else [],
        "missing": missing or [],
        "conflicts": any(entry.theirs is not None for entry in (kept or {}).values()),
    }
    return render(request, "exercises/worksheet.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
def sheet(request: MemberRequest, code: str, slug: str, pk: int) -> HttpResponse:
    """The whole sheet in one form, for browsers whose scripts do not run."""
    here = _saving(request, pk, code, slug)
    own = reverse("exercises:worksheet", args=[code, slug])
    if request.method == "GET":
        return redirect(own)
    form = SheetForm(here, request.POST)
    if (refused := _save_all(request, form)) is not None:
        return refused
    messages.success(request, _("已保存。"))
    table = request.POST.get("add_row", "")
    return redirect(f"{own}?add={table}#table-{table}" if table.isidentifier() and table.isascii() else own)


@require_POST
def submit(request: MemberRequest, code: str, slug: str, pk: int) -> HttpResponse:
    """Save what the form brings, then hand in what stands in the sheet."""
    here = _saving(request, pk, code, slug)
    form = SheetForm(here, request.POST)
    if (refused := _save_all(request, form)) is not None:
        return refused
    try:
        submitting.submit(worksheet=here, by=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _page(request, _mine(request, pk), missing=form.sheet.missing(answers_of(here)), status=422)
    if here.exercise.survey:
        messages.success(request, _("已提交，谢谢！想到别的还可以修改并再次提交。"))
    else:
        messages.success(request, _("已提交。成绩公布前还可以修改并再次提交。"))
    return redirect("exercises:worksheet", code, slug)


def _save_all(request: MemberRequest, form: SheetForm) -> HttpResponse | None:
    """None when all of it was stored; otherwise the page again, with what was written and why it was not stored."""
    try:
        if form.save(request.user):
            return None
        messages.error(request, _("有内容没有保存上，原因写在各栏下面；您写的都还在。"))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _page(request, _mine(request, form.worksheet.pk), kept=form.entries, status=422)


@require_POST
def save_field(request: MemberRequest, code: str, slug: str, pk: int, key: str) -> JsonResponse:
    """One field, as it is typed: 200 with the new token, 409 with what somebody else wrote, 422 with the reason."""
    here = _saving(request, pk, code, slug)
    values = request.POST.getlist("value")
    several = request.POST.get("several") == "1"
    try:
        answer = save_answer(
            worksheet=here,
            address=key,
            raw=values if several else (values[-1] if values else ""),
            revision=revision_in(request.POST.get("token", "")),
            by=request.user,
            now=timezone.now(),
            page=request.POST.get("page", "")[:32],
        )
    except AnswerError as error:
        return JsonResponse({"error": of_answer(error)}, status=422)
    except Refusal as refusal:
        return JsonResponse({"error": str(refusal), "closed": True}, status=403)
    except Conflict as conflict:
        return JsonResponse(_as_json(definition(here.exercise.fields), conflict.answer), status=409)
    return JsonResponse(_as_json(definition(here.exercise.fields), answer))


@require_GET
@never_cache
def changes(request: MemberRequest, code: str, slug: str, pk: int) -> HttpResponse:
    """What stands in the sheet now, for pages that have it open; 204 when they have seen it all."""
    here = _saving(request, pk, code, slug)
    stamp = _stamp(here)
    if request.GET.get("stamp") == stamp:
        return HttpResponse(status=204)
    asked = definition(here.exercise.fields)
    answers = [_as_json(asked, answer) for answer in here.answers.select_related("updated_by")]
    return JsonResponse({"stamp": stamp, "closed": is_closed(here), "answers": answers})


def _stamp(sheet: Worksheet) -> str:
    """Grows with each change: revisions only ever count up, and so do submissions and releases."""
    revisions = sheet.answers.aggregate(total=Sum("revision"))["total"] or 0
    released = Count("reviews__released_at")
    handed = sheet.submissions.aggregate(number=Count("pk", distinct=True), released=released)
    return f"{revisions}.{handed['number']}.{handed['released']}"


def _stamp_shown(sheet: Worksheet) -> str:
    """The same for a sheet fetched `with_work`: of what the page shows, not of what came in a moment later."""
    submissions = sheet.submissions.all()
    released = sum(review.released_at is not None for handed in submissions for review in handed.reviews.all())
    return f"{sum(answer.revision for answer in sheet.answers.all())}.{len(submissions)}.{released}"


def _as_json(asked: Definition, answer: Answer) -> dict[str, Any]:
    return {
        "address": answer.key,
        "value": answer.value,
        "shown": shown(asked, answer.key, answer.value),
        "token": token_of(answer),
        "by": answer.updated_by.name,
        "at": answer.updated_at.isoformat(),
    }
