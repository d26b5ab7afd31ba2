from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import MemberRequest
from documents import downloads, jobs
from documents.models import Job
from sessions.models import Cohort

PAGE = 30


@require_GET
def job_list(request: MemberRequest) -> HttpResponse:
    shown = Job.objects.visible_to(request.user).select_related("cohort", "created_by")
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    return render(request, "documents/jobs.html", {"page": page})


@require_GET
def job_detail(request: MemberRequest, pk: int) -> HttpResponse:
    return render(request, "documents/job.html", {"job": _visible(request, pk)})


@require_GET
def job_state(request: MemberRequest, pk: int) -> HttpResponse:
    """What the job page asks for each second until the job has ended."""
    response = render(request, "documents/partials/job_state.html", {"job": _visible(request, pk), "asked": True})
    response["Cache-Control"] = "no-store"
    return response


@require_GET
def job_file(request: MemberRequest, pk: int) -> FileResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk, state=Job.State.DONE)
    return downloads.stored(job.file, job.file_name)


@require_POST
def job_retry(request: MemberRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(Job.objects.managed_by(request.user), pk=pk)
    return redirect(jobs.retry(job))


@require_POST
def order_register(request: MemberRequest, code: str) -> HttpResponse:
    return _order(request, code, Job.Kind.REGISTER)


@require_POST
def order_handout(request: MemberRequest, code: str) -> HttpResponse:
    return _order(request, code, Job.Kind.HANDOUT)


def _order(request: MemberRequest, code: str, kind: str) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.managed_by(request.user), code=code)
    job = jobs.order(kind=kind, cohort=cohort, by=request.user, language=get_language() or "zh-hans")
    messages.info(request, _("已开始生成，完成后可在本页下载。"))
    return redirect(job)


def _visible(request: MemberRequest, pk: int) -> Job:
    shown = Job.objects.visible_to(request.user).select_related("cohort", "created_by")
    return get_object_or_404(shown, pk=pk)
