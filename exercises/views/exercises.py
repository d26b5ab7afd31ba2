from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.http import MemberRequest
from exercises.access import cohorts_worked_in_by
from exercises.progress import overview, own_exercises
from sessions.models import Cohort


@require_GET
def exercises(request: MemberRequest, code: str) -> HttpResponse:
    """A trainee finds the state of each exercise; whoever runs the room, how far the groups are."""
    cohort = get_object_or_404(cohorts_worked_in_by(request.user), code=code)
    if Cohort.objects.managed_by(request.user).filter(pk=cohort.pk).exists():
        context = {"cohort": cohort, "overview": overview(cohort)}
        return render(request, "exercises/overview.html", context)
    return render(request, "exercises/exercises.html", {"cohort": cohort, "own": own_exercises(cohort, request.user)})
