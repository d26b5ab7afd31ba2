from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class MemberRequest(HttpRequest):
    """A request behind `LoginRequiredMiddleware`: its user has signed in."""

    user: User
    htmx: HtmxDetails
