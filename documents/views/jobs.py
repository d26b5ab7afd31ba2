from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import MemberRequest
from documents import downloads, endings, jobs
from documents.models import Job
from sessions.models import Cohort

PAGE = 30
# How the state of a job is shown: as a page of its own, as a row of the list, beside the button that ordered it.
LOOKS = {"card": "job_state", "row": "job_row", "beside": "job_beside"}
PRINTED = (Job.Kind.TABLE_CARDS, Job.Kind.BADGES, Job.Kind.SEATING, Job.Kind.CLOSING_LIST)


@require_GET
def job_list(request: MemberRequest) -> HttpResponse:
    shown = Job.objects.visible_to(request.user).centre()
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    makes_designs = request.user.is_staff or Cohort.objects.managed_by(request.user).exists()
    return render(request, "documents/jobs.html", {"page": page, "makes_designs": makes_designs})


@require_GET
def job_detail(request: MemberRequest, pk: int) -> HttpResponse:
    return render(request, "documents/job.html", {"job": _visible(request, pk)})


@require_GET
def job_state(request: MemberRequest, pk: int, look: str = "card") -> HttpResponse:
    """What a page asks for each second until the job has ended."""
    template = f"documents/partials/{LOOKS.get(look, LOOKS['card'])}.html"
    response = render(request, template, {"job": _visible(request, pk), "asked": True})
    response["Cache-Control"] = "no-store"
    return response


@require_GET
def job_file(request: MemberRequest, pk: int) -> FileResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk, state=Job.State.DONE)
    return downloads.stored(request, job.file, job.file_name)


@require_POST
def job_retry(request: MemberRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(Job.objects.managed_by(request.user), pk=pk, parent=None)
    return redirect(jobs.retry(job))


@require_POST
def job_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(Job.objects.managed_by(request.user), pk=pk, parent=None)
    if endings.cancel(job):
        messages.success(request, _("已取消。已经做好的部分会保留，可以随时重试。"))
    else:
        messages.info(request, _("任务在此之前已经结束，没有取消。"))
    return redirect(job)


@require_GET
def latest_job(request: MemberRequest, code: str, kind: str) -> HttpResponse:
    """The newest job of a kind, for the place beside its button; nothing while there is none."""
    cohort = get_object_or_404(Cohort.objects.managed_by(request.user), code=code)
    job = Job.objects.centre().filter(cohort=cohort, kind=kind).first()
    return _beside(request, job) if job else HttpResponse()


@require_POST
def order_register(request: MemberRequest, code: str) -> HttpResponse:
    return _order(request, code, Job.Kind.REGISTER)


@require_POST
def order_print(request: MemberRequest, code: str, kind: str) -> HttpResponse:
    """What is printed for the room, by its kind."""
    if kind not in PRINTED:
        raise Http404
    return _order(request, code, kind)


def _order(request: MemberRequest, code: str, kind: str) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.managed_by(request.user), code=code)
    job = jobs.order(kind=kind, cohort=cohort, by=request.user, language=get_language() or "zh-hans")
    if request.htmx:
        return _beside(request, job)
    messages.info(request, _("已开始生成，完成后可在本页下载。"))
    return redirect(job)


def _beside(request: MemberRequest, job: Job) -> HttpResponse:
    response = render(request, "documents/partials/job_beside.html", {"job": job})
    response["Cache-Control"] = "no-store"
    return response


def _visible(request: MemberRequest, pk: int) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user).centre(), pk=pk)
