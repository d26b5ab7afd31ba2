from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import MemberRequest, public_url
from accounts.refusals import Refusal
from documents import timetable_notices
from sessions.models import Cohort
from sessions.publishing import publish


@require_POST
def publish_timetable(request: MemberRequest, code: str) -> HttpResponse:
    """Publish the draft and have those affected told; the mail is a job of its own."""
    cohort = get_object_or_404(Cohort.objects.managed_by(request.user), code=code)
    text = request.POST.get("revision", "")
    seen = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004
    try:
        version = publish(cohort, seen=seen, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("sessions:publish_preview", cohort.code)
    language, base_url = get_language() or "zh-hans", public_url(request, "/").rstrip("/")
    timetable_notices.order(version=version, by=request.user, language=language, base_url=base_url)
    count = version.notices.count()
    if count:
        told = ngettext("课表已发布，已通知 %(count)s 人。", "课表已发布，已通知 %(count)s 人。", count)
        messages.success(request, told % {"count": count})
    else:
        messages.success(request, _("课表已发布。"))
    return redirect("sessions:timetable", cohort.code)
