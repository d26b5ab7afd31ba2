from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from documents.certificate_words import days, hours
from documents.models import Certificate


@login_not_required
@never_cache
@require_GET
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Whether a certificate is genuine, for anyone who scans its code; the name is masked."""
    found = Certificate.objects.filter(token=token).first()
    context = {
        "certificate": found,
        "days": days(found.first_day, found.last_day) if found else "",
        "hours": hours(found) if found else "",
        "revoked": found is not None and found.state == Certificate.State.REVOKED,
    }
    response = render(request, "documents/verification.html", context, status=200 if found else 404)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
