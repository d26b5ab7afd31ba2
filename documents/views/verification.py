import hashlib
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from documents.certificate_words import days, hours
from documents.limits import may_verify
from documents.models import Certificate

TEMPLATE = "documents/verification.html"
BLOCK = 16 * 1024  # bytes; each answer is filled up to a multiple: its length tells nothing
LARGEST = 5 * 1024 * 1024


@login_not_required
@never_cache
@require_GET
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Whether a certificate is genuine, for anyone who scans its code; the name is masked."""
    if not may_verify(request):
        return _too_many(request)
    return _answer(request, _found(token=token))


@login_not_required
@never_cache
@csrf_exempt  # it changes nothing and knows nobody: a token would need a cookie
@require_http_methods(["GET", "POST"])
def verify_file(request: HttpRequest) -> HttpResponse:
    """Whether a PDF is, byte for byte, one that was issued. It is read and forgotten."""
    if request.method == "GET":
        return _response(request, _page(request, {"asks": True}), 200)
    if not may_verify(request):
        return _too_many(request)
    file = request.FILES.get("file") if int(request.headers.get("Content-Length") or 0) <= LARGEST else None
    if file is None:
        return _response(request, _page(request, {"asks": True, "unreadable": True}), 400)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return _answer(request, _found(sha256=digest.hexdigest()), of_file=True)


def _found(**key: str) -> Certificate | None:
    return Certificate.objects.select_related("successor").filter(**key).order_by("pk").first()


def _answer(request: HttpRequest, found: Certificate | None, *, of_file: bool = False) -> HttpResponse:
    """A hit and a miss are the same work: both pages are made, one is sent."""
    hit = _page(request, _facts(found or _nobodys()))
    miss = _page(request, {"missing": True, "of_file": of_file})
    return _response(request, hit if found else miss, 200 if found else 404)


def _facts(certificate: Certificate) -> dict[str, Any]:
    return {
        "certificate": certificate,
        "days": days(certificate.first_day, certificate.last_day),
        "hours": hours(certificate),
        "status": _status(certificate),
    }


def _status(certificate: Certificate) -> str:
    if certificate.state == Certificate.State.VALID and certificate.expired_by(timezone.localdate()):
        return "expired"
    return certificate.state


def _nobodys() -> Certificate:
    """As long as a real one, for the work alone; never shown."""
    today = timezone.localdate()
    dates = {"first_day": today, "last_day": today, "issued_on": today}
    return Certificate(
        number="LT-0000-00000", name="无名氏", course_title="—" * 30, issuer="—" * 10, hours=Decimal(12), **dates
    )


def _page(request: HttpRequest, context: dict[str, Any]) -> bytes:
    asked = request.GET.get("lang", "")
    with translation.override(asked if asked in dict(settings.LANGUAGES) else translation.get_language()):
        return render_to_string(TEMPLATE, {"path": request.path, **context}).encode()


def _too_many(request: HttpRequest) -> HttpResponse:
    return _response(request, _page(request, {"too_many": True}), 429)


def _response(request: HttpRequest, page: bytes, status: int) -> HttpResponse:
    filling = -(len(page) + len(b"<!---->")) % BLOCK
    response = HttpResponse(page + b"<!--" + b" " * filling + b"-->", status=status)
    response["Content-Encoding"] = "identity"  # packed, the filling would weigh nothing
    response["X-Robots-Tag"] = "noindex, nofollow"
    asked = request.GET.get("lang", "")
    if asked in dict(settings.LANGUAGES):
        response["Content-Language"] = asked
    return response
