from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import MemberRequest
from accounts.refusals import Refusal
from exercises import grading, surveys
from exercises.access import managed_exercise, marked_exercise
from exercises.forms import GradeForm
from exercises.models import Exercise, Submission, Worksheet
from exercises.progress import State, groups_of, seated_names, units_of
from exercises.sheets import lay_out, lay_out_submission, working_entries
from exercises.worksheets import definition
from sessions.models import Cohort


@require_GET
def progress(request: MemberRequest, code: str, slug: str) -> HttpResponse:
    """Who is how far; the list itself is fetched again every few seconds while the room works."""
    cohort, exercise = managed_exercise(request.user, code, slug)
    if exercise.survey:
        return _survey(request, cohort, exercise)
    units = units_of(cohort, exercise)
    context = {
        "cohort": cohort,
        "exercise": exercise,
        "units": units,
        "submitted": sum(unit.standing.submission is not None for unit in units),
        "marked": sum(unit.standing.review is not None for unit in units),
        "waiting": sum(unit.standing.state == State.MARKED for unit in units),
    }
    page = "exercises/partials/progress_rows.html" if request.htmx else "exercises/progress.html"
    return render(request, page, context)


def _survey(request: MemberRequest, cohort: Cohort, exercise: Exercise) -> HttpResponse:
    context = {"cohort": cohort, "exercise": exercise, "results": surveys.results(cohort, exercise)}
    page = "exercises/partials/survey_results.html" if request.htmx else "exercises/survey.html"
    return render(request, page, context)


@require_http_methods(["GET", "POST"])
def grade(request: MemberRequest, code: str, slug: str, pk: int) -> HttpResponse:
    """One sheet as it was handed in, beside the mark; before that, as it stands now."""
    cohort, exercise = marked_exercise(request.user, code, slug)
    sheets = Worksheet.objects.filter(cohort=cohort, exercise=exercise).with_work()
    worksheet = get_object_or_404(sheets.select_related("group", "enrolment__user", "exercise"), pk=pk)
    submission = grading.latest_submission(worksheet)
    form = _grade_form(request, worksheet, submission)
    if request.method == "POST" and form.is_valid() and _graded(request, worksheet, form):
        return redirect("exercises:progress", code, slug)
    entries = {} if submission else working_entries(worksheet)
    members = next((seated_names(g) for g in groups_of(cohort) if g.pk == worksheet.group_id), [])
    context = {
        "cohort": cohort,
        "exercise": exercise,
        "worksheet": worksheet,
        "members": members,
        "submission": submission,
        "sections": lay_out_submission(submission) if submission else lay_out(definition(exercise.fields), entries),
        "reviews": [r for s in worksheet.submissions.all() for r in s.reviews.all()][::-1],
        "review": grading.latest_review(worksheet),
        "form": form,
    }
    return render(request, "exercises/grade.html", context, status=422 if form.errors else 200)


def _grade_form(request: MemberRequest, worksheet: Worksheet, submission: Submission | None) -> GradeForm:
    if request.method == "POST":
        return GradeForm(request.POST, exercise=worksheet.exercise)
    review = grading.latest_review(worksheet)
    initial: dict[str, object] = {"submission": submission.pk if submission else None}
    if review is not None:
        initial |= {"mark": review.mark, "comment": review.comment}
    return GradeForm(initial=initial, exercise=worksheet.exercise)


def _graded(request: MemberRequest, worksheet: Worksheet, form: GradeForm) -> bool:
    data = form.cleaned_data
    submission = get_object_or_404(worksheet.submissions.all(), pk=data["submission"])
    try:
        grading.grade(
            submission=submission, mark=data["mark"], comment=data["comment"], by=request.user, now=timezone.now()
        )
    except Refusal as refusal:
        form.add_error("mark", str(refusal))
        return False
    messages.success(request, _("已为%(name)s评分，公布前学员看不到。") % {"name": worksheet})
    return True


@require_POST
def release(request: MemberRequest, code: str, slug: str) -> HttpResponse:
    """Let the marks of all sheets out, or with `worksheet` of that one."""
    cohort, exercise = marked_exercise(request.user, code, slug)
    only = None
    if chosen := request.POST.get("worksheet"):
        sheets = Worksheet.objects.filter(cohort=cohort, exercise=exercise)
        only = get_object_or_404(sheets, pk=int(chosen) if chosen.isascii() and chosen.isdigit() else None)
    try:
        number = grading.release(exercise=exercise, cohort=cohort, now=timezone.now(), only=only)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        sentence = ngettext("已公布 %(number)d 份成绩。", "已公布 %(number)d 份成绩。", number)
        messages.success(request, sentence % {"number": number})
    return redirect("exercises:progress", code, slug)
