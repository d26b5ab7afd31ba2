"""The pages that belong to no single room: the front page of each role, health, language."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views import i18n
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.http import MemberRequest
from config.finding import find
from config.front.cohorts import admin_board, contact_board
from config.front.trainee import trainee_front
from config.front.trainer import trainer_front
from config.roles import roles_of


@require_GET
def home(request: MemberRequest) -> HttpResponse:
    """One section for each role; who has several sees them one below the other, work first."""
    user, now = request.user, timezone.now()
    roles = roles_of(request, user)
    context = {
        "now": now,
        "roles": roles,
        "trainer": trainer_front(user, now) if roles.trainer else None,
        "board": admin_board(now) if roles.admin else None,
        "trainee": trainee_front(user, now) if roles.trainee else None,
        "contact": contact_board(user, now) if roles.contact else None,
    }
    return render(request, "home/home.html", context)


@never_cache
@require_GET
def search(request: MemberRequest) -> HttpResponse:
    """What the asking person may open, by a few letters; the finder's dialog takes the list alone."""
    query = request.GET.get("q", "").strip()
    context = {"query": query, "kinds": find(request.user, roles_of(request, request.user), query)}
    return render(request, "find/results.html" if request.htmx else "find/find.html", context)


@login_not_required
@never_cache
@require_GET
def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """For load balancers: 200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


set_language = login_not_required(i18n.set_language)
