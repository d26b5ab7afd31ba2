"""Copying a cohort to another date, or taking it there: first what would come of it, then the deed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import MemberRequest, admins_only
from accounts.refusals import Refusal
from sessions.cloning import carry_out, preview
from sessions.forms.cloning import AgainForm
from sessions.models import Cohort


@admins_only
@require_http_methods(["GET", "POST"])
def again(request: MemberRequest, code: str) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.administered_by(request.user).select_related("client"), code=code)
    form = AgainForm(request.POST or None, initial={"name": cohort.name})
    context: dict[str, object] = {"cohort": cohort, "form": form}
    if form.is_valid():
        try:
            if "confirm" in request.POST:
                return _done(request, carry_out(cohort, form.wish(), request.user), moved=not form.wish().code)
            context["preview"] = preview(cohort, form.wish(), request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, "sessions/again.html", context)


def _done(request: MemberRequest, made: Cohort, *, moved: bool) -> HttpResponse:
    if moved:
        messages.success(request, _("已改期，各场的钟点不变。"))
    else:
        messages.success(request, _("已复制成班级“%(name)s”。下一步：导入学员名单。") % {"name": made.name})
    return redirect(made)
