"""What publishing a draft would change, the versions published so far, and putting a notice away once it is read."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from accounts.http import MemberRequest
from sessions.draft_page import page_of
from sessions.editing import draft_of
from sessions.models import Cohort, TimetableNotice, TimetableVersion
from sessions.publishing import changes_of, told


@require_GET
def publish_preview(request: MemberRequest, code: str) -> HttpResponse:
    managed = Cohort.objects.managed_by(request.user).select_related("client", "course", "edition")
    cohort = get_object_or_404(managed, code=code)
    draft, row = draft_of(cohort)
    changes = changes_of(cohort, draft)
    context = {
        "cohort": cohort,
        "begun": row is not None,
        "revision": row.revision if row else 0,
        "changes": [told(each, cohort) for each in changes],
        "page": page_of(cohort, draft),
        "over": [half for half in draft.halves if half.over > 0],
    }
    return render(request, "sessions/publish.html", context)


@require_GET
def timetable_versions(request: MemberRequest, code: str) -> HttpResponse:
    """All who see the cohort may read what changed when."""
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user), code=code)
    versions = TimetableVersion.objects.visible_to(request.user).filter(cohort=cohort).select_related("by")
    shown = [(each, [told(change, cohort) for change in each.changes]) for each in versions[:50]]
    return render(request, "sessions/versions.html", {"cohort": cohort, "versions": shown})


@require_POST
def read_notice(request: MemberRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(TimetableNotice.objects.filter(user=request.user), pk=pk)
    TimetableNotice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, None) else "home")
