from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.forms import OrganisationForm
from accounts.http import MemberRequest, admins_only
from accounts.models import Organisation


@admins_only
@require_GET
def organisations(request: MemberRequest) -> HttpResponse:
    listed = Organisation.objects.managed_by(request.user).prefetch_related("contacts")
    listed = listed.annotate(people_count=Count("people", distinct=True))
    return render(request, "accounts/organisations.html", {"organisations": listed})


@admins_only
@require_http_methods(["GET", "POST"])
def organisation_new(request: MemberRequest) -> HttpResponse:
    return _edit(request, Organisation())


@admins_only
@require_http_methods(["GET", "POST"])
def organisation_edit(request: MemberRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(Organisation.objects.managed_by(request.user), pk=pk))


def _edit(request: MemberRequest, organisation: Organisation) -> HttpResponse:
    title = organisation.name
    form = OrganisationForm(request.POST or None, instance=organisation)
    if form.is_valid():
        organisation = form.save()
        messages.success(request, _("已保存%(name)s。") % {"name": organisation.name})
        return redirect("accounts:organisations")
    return render(request, "accounts/organisation_form.html", {"form": form, "title": title})
