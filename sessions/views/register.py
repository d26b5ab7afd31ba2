from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import MemberRequest
from sessions.models import Cohort
from sessions.register import build_register


@require_GET
def register(request: MemberRequest, code: str) -> HttpResponse:
    """The attendance register on screen: for those who run the cohort, and read only for the client's contact."""
    cohort = get_object_or_404(Cohort.objects.overseen_by(request.user).select_related("client"), code=code)
    manages = Cohort.objects.managed_by(request.user).filter(pk=cohort.pk).exists()
    context = {"cohort": cohort, "register": build_register(cohort), "manages": manages}
    with timezone.override(cohort.timezone):
        return render(request, "sessions/register.html", context)
