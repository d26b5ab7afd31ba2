"""Bringing a list of people into a cohort: upload, look through, say what is meant, import, and take that back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import MemberRequest, admins_only
from accounts.refusals import Refusal
from sessions import roster_files, rosters
from sessions.forms.rosters import RosterForm
from sessions.models import Cohort, RosterImport
from sessions.roster_grid import MAX_ROWS
from sessions.roster_preview import CONFLICT, STATUSES, preview_of
from sessions.roster_rows import LABELS
from sessions.roster_shown import columns_shown, differing_fields
from sessions.roster_writing import Written

PER_PAGE = 100


@admins_only
@require_http_methods(["GET", "POST"])
def enrol(request: MemberRequest, code: str) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.administered_by(request.user).select_related("client"), code=code)
    form = RosterForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            roster = rosters.begin(cohort, data["source"], request.user, name=data["name"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("sessions:roster_import", cohort.code, roster.pk)
    waiting = RosterImport.objects.filter(cohort=cohort, by=request.user, state=RosterImport.State.PENDING).first()
    context = {"cohort": cohort, "form": form, "waiting": waiting, "limit": MAX_ROWS}
    return render(request, "sessions/roster_enrol.html", context, status=422 if form.is_bound else 200)


@never_cache
@admins_only
@require_GET
def roster_import(request: MemberRequest, code: str, pk: int) -> HttpResponse:
    roster = _roster(request, code, pk)
    if roster.state != RosterImport.State.PENDING:
        return redirect("sessions:roster", code)
    return render(request, "sessions/roster_import.html", _context(request, roster))


@admins_only
@require_POST
def roster_columns(request: MemberRequest, code: str, pk: int) -> HttpResponse:
    roster = _roster(request, code, pk)
    return _then(request, roster, lambda: rosters.name_columns(roster, request.POST.getlist("column"), request.user))


@admins_only
@require_POST
def roster_choices(request: MemberRequest, code: str, pk: int) -> HttpResponse:
    """What to take from the file: for single rows, or of one field everywhere ("post:1")."""
    roster = _roster(request, code, pk)
    field, _colon, taken = request.POST.get("all", "").partition(":")
    fields = {field: taken == "1"} if field in LABELS else {}
    rows = {} if fields else _choices(request.POST)
    answer = _then(request, roster, lambda: rosters.choose(roster, request.user, rows=rows, fields=fields))
    if not request.htmx:
        return answer
    roster.refresh_from_db()
    return render(request, "sessions/partials/roster_import_summary.html", _context(request, roster))


@admins_only
@require_POST
def roster_confirm(request: MemberRequest, code: str, pk: int) -> HttpResponse:
    roster = _roster(request, code, pk)
    try:
        written = rosters.confirm(roster, request.user, seen=request.POST.get("seen", ""))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("sessions:roster_import", code, pk)
    _report(request, written)
    return redirect("sessions:roster", code)


@admins_only
@require_POST
def roster_discard(request: MemberRequest, code: str, pk: int) -> HttpResponse:
    roster = _roster(request, code, pk)
    try:
        rosters.discard(roster, request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已取消，没有导入任何人；上传的名单已删除。"))
    return redirect("sessions:roster", code)


@admins_only
@require_POST
def roster_undo(request: MemberRequest, code: str, pk: int) -> HttpResponse:
    roster = _roster(request, code, pk)
    try:
        rosters.undo(roster, request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已撤销这次导入，名单回到导入之前。"))
    return redirect("sessions:roster", code)


@admins_only
@require_GET
def roster_corrections(request: MemberRequest, code: str, pk: int) -> HttpResponse:
    roster = _roster(request, code, pk)
    if not roster.grid:
        raise Http404
    data = roster_files.corrections(roster, preview_of(roster, roster.cohort))
    return _download(data, _("%(code)s 要改正的行.xlsx") % {"code": code})


@admins_only
@require_GET
def roster_template(request: MemberRequest, code: str) -> HttpResponse:
    get_object_or_404(Cohort.objects.administered_by(request.user), code=code)
    language = request.GET.get("language", get_language())
    if language not in roster_files.LANGUAGES:
        raise Http404
    return _download(roster_files.template(language), roster_files.LANGUAGES[language])


def _roster(request: MemberRequest, code: str, pk: int) -> RosterImport:
    rows = RosterImport.objects.administered_by(request.user).select_related("cohort__client")
    return get_object_or_404(rows, cohort__code=code, pk=pk)


def _then(request: MemberRequest, roster: RosterImport, verb: Callable[[], None]) -> HttpResponse:
    try:
        verb()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    here = reverse("sessions:roster_import", args=[roster.cohort.code, roster.pk])
    query = request.GET.urlencode()
    return redirect(f"{here}?{query}" if query else here)


def _context(request: MemberRequest, roster: RosterImport) -> dict[str, Any]:
    preview = preview_of(roster, roster.cohort)
    chosen = request.GET.get("show", "")
    rows = [row for row in preview.rows if row.status == chosen] if chosen in STATUSES else preview.rows
    return {
        "cohort": roster.cohort,
        "roster": roster,
        "preview": preview,
        "columns": columns_shown(roster),
        "fields": LABELS.items(),
        "tabs": [(status, label, preview.counts[status]) for status, label in STATUSES.items()],
        "chosen": chosen if chosen in STATUSES else "",
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "differing": differing_fields(preview),
        "to_correct": sum(row.corrects for row in preview.rows),
        "undecided": sum(row.named_differently and not row.decision for row in preview.rows),
        "conflict": CONFLICT,
    }


def _choices(post: QueryDict) -> dict[str, Any]:
    """Of each row on the page all that could be chosen: a box that is not ticked is not sent."""
    rows: dict[str, Any] = {}
    for number in post.getlist("row"):
        offered = [field for field in post.get(f"offered-{number}", "").split() if field in LABELS]
        taken = set(post.getlist(f"take-{number}"))
        rows[str(number)] = {
            "take": {field: field in taken for field in offered},
            "skip": f"import-{number}" in post.getlist("offered") and f"import-{number}" not in post,
            "name": post.get(f"name-{number}", ""),
        }
    return rows


def _download(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=roster_files.TYPE)
    response.headers["Content-Disposition"] = _attachment(name)
    return response


def _attachment(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(as_attachment=True, filename=name) or "attachment"


def _report(request: MemberRequest, written: Written) -> None:
    seated = len(written.new) + len(written.back) - written.waiting
    if seated:
        text = ngettext("已编入 %(count)d 位学员。", "已编入 %(count)d 位学员。", seated)
        messages.success(request, text % {"count": seated})
    if written.back:
        text = ngettext("其中 %(count)d 位退过班，已恢复。", "其中 %(count)d 位退过班，已恢复。", len(written.back))
        messages.success(request, text % {"count": len(written.back)})
    if written.waiting:
        text = ngettext("名额已满，%(count)d 位列入候补。", "名额已满，%(count)d 位列入候补。", written.waiting)
        messages.warning(request, text % {"count": written.waiting})
    if written.changed:
        text = ngettext("更新了 %(count)d 位已有学员。", "更新了 %(count)d 位已有学员。", written.changed)
        messages.success(request, text % {"count": written.changed})
