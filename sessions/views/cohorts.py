"""The list of cohorts, a cohort's page for each role, and the form an admin makes one with."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.filters import filtering
from accounts.http import MemberRequest, admins_only
from accounts.models import User
from accounts.refusals import Refusal
from courses.models import Course
from sessions.agenda import agenda_of
from sessions.cloning import date_warnings
from sessions.filters import CohortFilter
from sessions.forms.cohorts import CohortForm
from sessions.models import Cohort
from sessions.register import build_register
from sessions.taking_over import give_newest
from sessions.timetable import follow_changes

PER_PAGE = 20
NAMES_SHOWN = 60


@require_GET
def cohorts(request: MemberRequest) -> HttpResponse:
    visible = Cohort.objects.visible_to(request.user).select_related("client", "course", "room")
    found = CohortFilter(request.GET, queryset=visible.with_counts().prefetch_related("trainers"), request=request)
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "sessions/cohort_list.html", {"page_obj": page} | filtering(found))


@require_GET
def cohort(request: MemberRequest, code: str) -> HttpResponse:
    visible = Cohort.objects.visible_to(request.user).select_related("client", "course", "room")
    shown = get_object_or_404(visible.prefetch_related("trainers"), code=code)
    context = {"cohort": shown, "agenda": agenda_of(shown), "manages": shown.is_run_by(request.user)}
    context["at_door"] = shown.is_run_by(request.user) or shown.assistants.contains(request.user)
    if context["at_door"] or request.user.speaks_for.contains(shown.client):
        return render(request, "sessions/cohort.html", context | _people(shown))
    return render(request, "sessions/cohort_trainee.html", context | _own(shown, request.user))


@admins_only
@require_http_methods(["GET", "POST"])
def cohort_new(request: MemberRequest) -> HttpResponse:
    form = CohortForm(request.POST or None, initial={"course": Course.objects.order_by("pk").first()})
    if form.is_valid() and (made := _saved(form, request.user)):
        messages.success(request, _("已建好班级“%(name)s”，课表也排好了。下一步：导入学员名单。") % {"name": made.name})
        return redirect(made)
    return render(request, "sessions/cohort_form.html", {"form": form})


@admins_only
@require_http_methods(["GET", "POST"])
def cohort_edit(request: MemberRequest, code: str) -> HttpResponse:
    edited = get_object_or_404(Cohort.objects.administered_by(request.user), code=code)
    form = CohortForm(request.POST or None, instance=edited)
    if form.is_valid() and _saved(form, request.user):
        messages.success(request, _("已保存。"))
        if "start_date" in form.changed_data:
            for warning in date_warnings(form.instance):
                messages.warning(request, warning)
        return redirect(form.instance)
    title = Cohort.objects.administered_by(request.user).get(pk=edited.pk)
    return render(request, "sessions/cohort_form.html", {"form": form, "cohort": title})


def _saved(form: CohortForm, by: User) -> Cohort | None:
    """The cohort with its timetable following it, or None with the reason on the form and nothing written."""
    try:
        with transaction.atomic():
            is_new = form.instance.pk is None
            saved: Cohort = form.save()
            if is_new or "course" in form.changed_data:
                give_newest(saved)
            follow_changes(saved, form.changed_data, by)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None
    return saved


def _people(shown: Cohort) -> dict[str, object]:
    active = shown.enrolments.active()
    return {"trainee_count": active.count(), "trainees": active.select_related("user").order_by("seat")[:NAMES_SHOWN]}


def _own(shown: Cohort, user: User) -> dict[str, object]:
    """What the trainee alone sees: the own place, and where they stand in each session."""
    register = build_register(shown, user=user)
    row = register.rows[0]
    cells = [(session.pk, cell) for session, cell in zip(register.sessions, row.cells, strict=True)]
    return {"row": row, "percent": register.percent(row), "own_cells": cells}
