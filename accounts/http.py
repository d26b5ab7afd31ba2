from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class MemberRequest(HttpRequest):
    """A request behind `LoginRequiredMiddleware`: its user has signed in."""

    user: User
    htmx: HtmxDetails


def admins_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For everybody but admins the page does not exist."""

    @wraps(view)
    def guarded(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_staff:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def public_url(request: HttpRequest, path: str) -> str:
    """The absolute address for a QR code or a message: PUBLIC_URL, else the host the request came in by."""
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)
