"""Said at start-up, because nobody finds it out from a slow document."""

import ctypes
from typing import Any

from django.core.checks import CheckMessage, Warning, register  # noqa: A004 — Django's own name

LIBRARY = "libharfbuzz-subset.so.0"


@register
def fonts_are_cut_by_harfbuzz(**kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001 — Django says which apps
    """Without the library a Chinese PDF takes ten seconds instead of half a one."""
    try:
        ctypes.CDLL(LIBRARY)
    except OSError:
        hint = "Install it: apt-get install libharfbuzz-subset0"
        return [Warning(f"{LIBRARY} is missing: PDFs will take twenty times as long.", hint=hint, id="documents.W001")]
    return []
