"""Handing out sign-in links, and the open door at which they are used."""

from dataclasses import dataclass

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import SetPasswordForm
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import MemberRequest
from accounts.invitations import invitation_url, invited
from accounts.models import Organisation, User
from accounts.qr import qr_svg


@dataclass(frozen=True)
class Slip:
    """What one person is handed, on paper or as a picture of the screen."""

    person: User
    url: str
    code: SafeString


@never_cache
@require_GET
def invite(request: MemberRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User.objects.invitable_by(request.user), pk=pk)
    return render(request, "accounts/invite.html", {"slip": _slip(request, person)})


@never_cache
@require_GET
def invite_sheet(request: MemberRequest, code: str) -> HttpResponse:
    """A cohort's slips, to be printed and cut: those who have no password yet, in the order of the roster."""
    user = request.user
    if not (user.is_staff or user.taught_cohorts.filter(code=code).exists()):
        raise Http404
    client = get_object_or_404(Organisation, cohorts__code=code)
    waiting = (
        User.objects.invitable_by(user)
        .without_password()
        .filter(enrolments__cohort__code=code, enrolments__state="active")
        .annotate(seat=F("enrolments__seat"), branch=F("enrolments__branch"))
        .order_by("seat")
    )
    slips = [_slip(request, person) for person in waiting]
    return render(request, "accounts/invite_sheet.html", {"slips": slips, "client": client, "code": code})


def _slip(request: HttpRequest, person: User) -> Slip:
    url = invitation_url(person, request)
    return Slip(person=person, url=url, code=qr_svg(url, person.name))


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """The link alone changes nothing: chat programs open links to draw a preview."""
    person = invited(code, token)
    if person is None:
        return render(request, "accounts/invitation_void.html", status=410)
    form = SetPasswordForm(person, request.POST or None)
    if form.is_valid():
        login(request, form.save())
        return redirect("home")
    return render(request, "accounts/invitation.html", {"form": form, "person": person})
