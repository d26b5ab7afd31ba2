"""The code on the wall: a signed ticket that names one session and lives for two slots of ten seconds.

A ticket is 16 characters of signature (80 bits), 6 of slot and the session's id in base 36: capitals and digits alone,
which a QR code packs densely, so that its dots stay large enough for the back row. The same slot has a code of six
digits to type, for those without a camera. Time comes from the caller; the phone's clock plays no part.
"""

from __future__ import annotations

import base64
import datetime as dt
import unicodedata

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

SLOT_SECONDS = 10
GRACE_SLOTS = 1
# Two servers' clocks are never quite the same: a wall may be this much ahead of the server that reads its code.
SKEW = dt.timedelta(seconds=2)

_SIGNATURE, _SLOT = 16, 6
_LONGEST = _SIGNATURE + _SLOT + 13
_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


class TicketError(Exception):
    """The ticket proves nothing."""


class ForgedTicketError(TicketError):
    """Not signed by us, or not a ticket at all."""


class EarlyTicketError(TicketError):
    """Signed by us for a slot that has not begun."""


class ExpiredTicketError(TicketError):
    """Signed by us, but older than its slot and the grace after it."""

    def __init__(self, session_id: int) -> None:
        super().__init__(session_id)
        self.session_id = session_id


def issue(session_id: int, now: dt.datetime) -> str:
    slot = slot_at(now)
    return _signature(session_id, slot) + int_to_base36(slot).upper().zfill(_SLOT) + int_to_base36(session_id).upper()


def verify(ticket: str, now: dt.datetime) -> int:
    """The id of the session the ticket names. Raises ForgedTicketError, EarlyTicketError or ExpiredTicketError."""
    text = ticket.upper()
    if not _SIGNATURE + _SLOT < len(text) <= _LONGEST or not set(text) <= _ALPHABET:
        raise ForgedTicketError
    slot, session_id = base36_to_int(text[_SIGNATURE:][:_SLOT]), base36_to_int(text[_SIGNATURE + _SLOT :])
    if not constant_time_compare(text[:_SIGNATURE], _signature(session_id, slot)):
        raise ForgedTicketError
    if slot > slot_at(now + SKEW):
        raise EarlyTicketError
    if slot < slot_at(now) - GRACE_SLOTS:
        raise ExpiredTicketError(session_id)
    return session_id


def short_code(session_id: int, now: dt.datetime) -> str:
    """Six digits for this session and slot."""
    return _digits(session_id, slot_at(now))


def is_short_code(code: str, *, session_id: int, now: dt.datetime) -> bool:
    """Whether `code` is the session's in this slot or the one before; blanks and full-width digits are forgiven."""
    typed = "".join(unicodedata.normalize("NFKC", code).split())
    slot = slot_at(now)
    return any(constant_time_compare(typed, _digits(session_id, slot - age)) for age in range(GRACE_SLOTS + 1))


def slot_at(now: dt.datetime) -> int:
    return int(now.timestamp()) // SLOT_SECONDS


def next_slot_in(now: dt.datetime) -> float:
    """Seconds until the code changes."""
    return SLOT_SECONDS - now.timestamp() % SLOT_SECONDS


def _signature(session_id: int, slot: int) -> str:
    digest = _hmac("sessions.tickets.ticket", session_id, slot)
    return base64.b32encode(digest[: _SIGNATURE * 5 // 8]).decode("ascii")


def _digits(session_id: int, slot: int) -> str:
    number = int.from_bytes(_hmac("sessions.tickets.code", session_id, slot))
    return f"{number % 1_000_000:06d}"


def _hmac(salt: str, session_id: int, slot: int) -> bytes:
    return salted_hmac(salt, f"{session_id}.{slot}", algorithm="sha256").digest()
