"""How often one address may ask the pages that are open to anybody; counted in the cache, forgotten after a minute."""

from __future__ import annotations

import ipaddress
import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

MINUTE = 60


def may_verify(request: HttpRequest) -> bool:
    """Count this request. allauth's own limits leave GET alone, which is how a certificate is verified."""
    key = f"verify:{_network(get_adapter().get_client_ip(request))}:{int(time.time()) // MINUTE}"
    cache.add(key, 0, timeout=2 * MINUTE)
    try:
        return cache.incr(key) <= settings.VERIFICATIONS_A_MINUTE
    except ValueError:  # forgotten in between by a full cache
        return True


def _network(address: str) -> str:
    """A household has 2⁶⁴ addresses of IPv6, and one of IPv4."""
    ip = ipaddress.ip_address(address)
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)  # noqa: PLR2004
