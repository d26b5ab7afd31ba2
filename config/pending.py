from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def pending(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Scaffold of the first hour: stands in until the view's author replaces it; removed before landing."""
    raise Http404
