"""The join link of a cohort: opened and closed by admins, filled in by whoever holds it, decided by admins."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import MemberRequest, admins_only, public_url
from accounts.models import User
from accounts.qr import qr_svg
from accounts.refusals import Refusal
from sessions import doors
from sessions.forms.places import JoinForm
from sessions.models import Cohort, Enrolment, JoinRequest


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the link may ask for a place. Nothing here tells who is on the roster or has an account."""
    cohort = Cohort.objects.filter(join_token=token).select_related("client").first()
    if cohort is None:
        return render(request, "sessions/join_closed.html", status=404)
    form = JoinForm(request.POST or None)
    if form.is_valid():
        try:
            doors.ask_to_join(token, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(request, "sessions/join_done.html", {"cohort": cohort, "name": form.cleaned_data["name"]})
    context = {"cohort": cohort, "form": form}
    return render(request, "sessions/join.html", context, status=422 if form.is_bound else 200)


@never_cache
@admins_only
@require_GET
def join_link(request: MemberRequest, code: str) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.administered_by(request.user).select_related("client"), code=code)
    context: dict[str, object] = {"cohort": cohort, "requests": _pending(cohort)}
    if cohort.join_token:
        link = public_url(request, reverse("sessions:join", args=[cohort.join_token]))
        context |= {"link": link, "qr": qr_svg(link, _("报名链接的二维码"))}
    return render(request, "sessions/join_link.html", context)


@admins_only
@require_POST
def set_join_link(request: MemberRequest, code: str) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.administered_by(request.user), code=code)
    if request.POST.get("open") == "1":
        doors.open_link(cohort, request.user)
        messages.success(request, _("报名链接已开放。"))
    else:
        doors.close_link(cohort, request.user)
        messages.success(request, _("报名链接已关闭，原来的二维码不再有效。"))
    return redirect("sessions:join_link", code)


@admins_only
@require_POST
def decide(request: MemberRequest, code: str, pk: int) -> HttpResponse:
    requests = JoinRequest.objects.filter(cohort__in=Cohort.objects.administered_by(request.user))
    wish = get_object_or_404(requests.select_related("cohort"), cohort__code=code, pk=pk)
    verbs: dict[str, Callable[[JoinRequest, User], Enrolment | None]] = {
        "approve": doors.approve,
        "decline": doors.decline,
    }
    verb = verbs.get(request.POST.get("decision", ""))
    if verb is None:
        raise Http404
    _decide(request, wish, partial(verb, wish, request.user))
    return redirect("sessions:join_link", code)


def _decide(request: MemberRequest, wish: JoinRequest, verb: Callable[[], Enrolment | None]) -> None:
    try:
        place = verb()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return
    if place is None:
        messages.success(request, _("没有批准 %(name)s 的申请。") % {"name": wish.name})
    elif place.state == Enrolment.State.WAITING:
        messages.warning(request, _("名额已满，%(name)s 列入候补。") % {"name": wish.name})
    else:
        messages.success(request, _("%(name)s 已编入名单。") % {"name": wish.name})


def _pending(cohort: Cohort) -> list[JoinRequest]:
    return list(cohort.join_requests.filter(state=JoinRequest.State.PENDING))
