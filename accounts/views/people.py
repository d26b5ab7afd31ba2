from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import passwords
from accounts.filters import PersonFilter, filtering
from accounts.forms import PersonForm
from accounts.http import MemberRequest, admins_only
from accounts.models import User

PER_PAGE = 50


@admins_only
@require_GET
def people(request: MemberRequest) -> HttpResponse:
    found = User.objects.managed_by(request.user).select_related("organisation").prefetch_related("speaks_for")
    narrowed = PersonFilter(request.GET, queryset=found)
    page = Paginator(narrowed.qs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/people.html", {"page_obj": page} | filtering(narrowed))


@admins_only
@require_http_methods(["GET", "POST"])
def person_new(request: MemberRequest) -> HttpResponse:
    person = User()
    person.set_unusable_password()
    form = PersonForm(request.POST or None, instance=person, by=request.user)
    if form.is_valid():
        person = form.save()
        messages.success(request, _("已添加%(name)s。把登录链接发给本人即可。") % {"name": person.name})
        return redirect("accounts:invite", pk=person.pk)
    return render(request, "accounts/person_form.html", {"form": form})


@admins_only
@require_http_methods(["GET", "POST"])
def person_edit(request: MemberRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User.objects.managed_by(request.user), pk=pk)
    form = PersonForm(request.POST or None, instance=person, by=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("已保存%(name)s的资料。") % {"name": person.name})
        return redirect("accounts:people")
    title = User.objects.managed_by(request.user).get(pk=pk).name if form.is_bound else person.name
    return render(request, "accounts/person_form.html", {"form": form, "person": person, "title": title})


@admins_only
@never_cache
@require_POST
def person_password(request: MemberRequest, pk: int) -> HttpResponse:
    """The answer to the POST shows the password: it is stored nowhere and cannot be shown again."""
    person = get_object_or_404(User.objects.managed_by(request.user), pk=pk)
    context = {"person": person, "password": passwords.reset_password(person)}
    return render(request, "accounts/person_password.html", context)
