"""The case library: find a case, write it, use it in courses. For authors only."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.filters import filtering
from accounts.http import MemberRequest
from accounts.refusals import Refusal
from courses import telling
from courses.case_forms import CaseFilter, CaseForm, Stages, UseForm, blank_stages, case_text
from courses.markdown import render_markdown
from courses.models import Case, CaseUse, Course, is_author

VERSIONS_SHOWN = 20


@require_GET
def library(request: MemberRequest) -> HttpResponse:
    if not is_author(request.user):
        raise Http404
    cases = Case.objects.managed_by(request.user).annotate(stage_count=Count("stages")).prefetch_related("courses")
    found = CaseFilter(request.GET, queryset=cases)
    page = Paginator(found.qs.order_by("title", "pk"), 24).get_page(request.GET.get("page"))
    return render(request, "courses/case_library.html", {"page": page} | filtering(found))


@require_GET
def library_case(request: MemberRequest, slug: str) -> HttpResponse:
    case = _managed(request, slug)
    earlier = case.versions.exclude(revision=case.revision).select_related("by").defer("content")
    context = {
        "case": case,
        "stages": [(stage, render_markdown(stage.body)) for stage in case.stages.all()],
        "note": render_markdown(case.teaching_note),
        "versions": earlier[:VERSIONS_SHOWN],
        "uses": case.uses.select_related("course", "module"),
        "use_form": UseForm(),
    }
    return render(request, "courses/library_case.html", context)


@require_http_methods(["GET", "POST"])
def case_new(request: MemberRequest) -> HttpResponse:
    if not is_author(request.user):
        raise Http404
    form = CaseForm(request.POST or None)
    stages = Stages(request.POST or None, initial=blank_stages(None), prefix="stages")
    if request.method == "POST" and form.is_valid() and stages.is_valid():
        text = case_text(form, stages, telling.free_slug(form.cleaned_data["title"]))
        case = telling.write_case(text, by=request.user)
        messages.success(request, _("案例已放进案例库。下一步：把它用到课程里。"))
        return redirect(case)
    return render(request, "courses/case_form.html", {"form": form, "stages": stages})


@require_http_methods(["GET", "POST"])
def case_edit(request: MemberRequest, slug: str) -> HttpResponse:
    kept = _managed(request, slug)
    data = request.POST.copy() if request.method == "POST" else None
    form = CaseForm(data, instance=_managed(request, slug), initial={"revision": kept.revision})
    stages = Stages(data, initial=blank_stages(kept), prefix="stages")
    theirs = None
    if data is not None and form.is_valid() and stages.is_valid():
        try:
            seen = form.cleaned_data["revision"] or 0
            telling.rewrite_case(kept, case_text(form, stages, kept.slug), seen=seen, by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            theirs = _managed(request, slug)
            data["revision"] = str(theirs.revision)  # saving once more replaces what is now shown beside
        else:
            messages.success(request, _("案例已保存。"))
            return redirect(kept)
    context = {"form": form, "stages": stages, "case": kept, "theirs": theirs}
    return render(request, "courses/case_form.html", context, status=409 if theirs else 200)


@require_http_methods(["GET", "POST"])
def case_version(request: MemberRequest, slug: str, revision: int) -> HttpResponse:
    """The case as an earlier save left it; restoring it is one more save, so nothing is lost by it."""
    case = _managed(request, slug)
    version = get_object_or_404(case.versions.select_related("by"), revision=revision)
    text = telling.from_json(version.content)
    if request.method == "POST":
        seen = request.POST.get("revision", "")
        try:
            telling.rewrite_case(case, text, seen=int(seen) if seen.isdecimal() else -1, by=request.user)
        except Refusal:
            messages.error(request, _("刚才有人改过这个案例，没有恢复。请看最新的内容再操作。"))
        else:
            told = _("案例已恢复成 %(at)s 的内容。恢复之前的内容也在“以前的内容”里。")
            messages.success(request, told % {"at": date_format(localtime(version.at), "Y-m-d G:i")})
        return redirect(case)
    stages = [(stage, render_markdown(stage.body)) for stage in text.stages]
    note = render_markdown(text.teaching_note)
    context = {"case": case, "version": version, "text": text, "stages": stages, "note": note}
    return render(request, "courses/case_version.html", context)


@require_POST
def case_use(request: MemberRequest, slug: str) -> HttpResponse:
    case = _managed(request, slug)
    form = UseForm(request.POST)
    if not form.is_valid():
        raise Http404
    course_pk, _colon, module_pk = form.cleaned_data["place"].partition(":")
    course = get_object_or_404(Course.objects.managed_by(request.user), pk=course_pk)
    module = get_object_or_404(course.modules, pk=module_pk) if module_pk else None
    telling.use_case(case=case, course=course, module=module)
    messages.success(request, _("案例已用到课程“%(title)s”。") % {"title": course.title})
    return redirect(case)


@require_POST
def case_drop(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    use = get_object_or_404(CaseUse.objects.select_related("case", "course"), pk=pk, case=_managed(request, slug))
    telling.drop_use(use)
    messages.success(request, _("课程“%(title)s”不再使用这个案例。") % {"title": use.course.title})
    return redirect(use.case)


def _managed(request: MemberRequest, slug: str) -> Case:
    return get_object_or_404(Case.objects.managed_by(request.user), slug=slug)
