"""`{% icon "check-lg" %}` draws a bootstrap icon inline, so that icons cost no request and take the text's colour."""

import re
import warnings
from functools import lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_BODY = re.compile(r"<svg\b[^>]*>(.*)</svg>", re.DOTALL)


class MissingIconError(LookupError):
    """The icon is not among the files copied into static/vendor/icons."""


@lru_cache(maxsize=256)
def _drawing(name: str) -> SafeString:
    found = finders.find(f"vendor/icons/{name}.svg") if _NAME.fullmatch(name) else None
    if not isinstance(found, str):
        raise MissingIconError(f"Icon {name!r} is not in static/vendor/icons: add it to static/icons.txt.")
    body = _BODY.search(Path(found).read_text(encoding="utf-8"))
    if body is None:
        raise MissingIconError(f"Icon {name!r} is not an SVG drawing.")
    # Safe: the file comes with a locked package, and no part of it from a visitor.
    return mark_safe(  # noqa: S308
        f'<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{body[1].strip()}</svg>'
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon beside a text that says the same; in production a missing one is left out, never an error page."""
    try:
        return _drawing(name)
    except MissingIconError as error:
        if settings.DEBUG:
            raise
        # pytest runs with warnings as errors, so a name that is not there fails the page's test.
        warnings.warn(str(error), RuntimeWarning, stacklevel=2)
        return SafeString("")
