import datetime as dt

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from sessions import tickets

ISSUED = dt.datetime.fromisoformat("2026-11-23T09:00:00+08:00")


def after(seconds: float) -> dt.datetime:
    return ISSUED + dt.timedelta(seconds=seconds)


@pytest.mark.parametrize("seconds", [0, 9, 11, 19, 19.999])
def test_a_ticket_counts_in_its_slot_and_the_one_after_it(seconds):
    assert tickets.verify(tickets.issue(7, ISSUED), after(seconds)) == 7


@pytest.mark.parametrize("seconds", [20, 21, 3600])
def test_an_older_ticket_has_expired_and_still_names_its_session(seconds):
    with pytest.raises(tickets.ExpiredTicketError) as expired:
        tickets.verify(tickets.issue(7, ISSUED), after(seconds))
    assert expired.value.session_id == 7


def test_a_ticket_issued_late_in_its_slot_has_the_rest_of_it_and_the_grace():
    ticket = tickets.issue(7, after(9))
    assert tickets.verify(ticket, after(19)) == 7
    with pytest.raises(tickets.ExpiredTicketError):
        tickets.verify(ticket, after(21))


def test_a_ticket_of_a_slot_to_come_is_refused_but_two_servers_may_differ_by_two_seconds():
    ticket = tickets.issue(7, after(10))
    assert tickets.verify(ticket, after(8)) == 7
    with pytest.raises(tickets.EarlyTicketError):
        tickets.verify(ticket, after(7.9))


@pytest.mark.parametrize("ticket", ["", "A", "A" * 24, "A" * 22, "签到" * 12, "A" * 500, "a-b/c" * 5, "０" * 24])
def test_what_is_no_ticket_is_forged(ticket):
    with pytest.raises(tickets.ForgedTicketError):
        tickets.verify(ticket, ISSUED)


@given(place=st.integers(0, 22), letter=st.sampled_from("ABCXYZ0129"))
def test_one_changed_character_makes_a_ticket_forged(place, letter):
    ticket = tickets.issue(7, ISSUED)
    changed = ticket[:place] + letter + ticket[place + 1 :]
    if changed == ticket:
        assert tickets.verify(changed, ISSUED) == 7
        return
    with pytest.raises(tickets.ForgedTicketError):
        tickets.verify(changed, ISSUED)


def test_another_installation_cannot_sign_for_ours():
    with override_settings(SECRET_KEY="somebody else's secret, of 32 characters or more"):
        ticket = tickets.issue(7, ISSUED)
    with pytest.raises(tickets.ForgedTicketError):
        tickets.verify(ticket, ISSUED)


@given(session_id=st.integers(1, 10**12))
def test_a_ticket_is_short_plain_and_indifferent_to_case(session_id):
    ticket = tickets.issue(session_id, ISSUED)
    assert ticket.isascii()
    assert ticket == ticket.upper()
    assert len(ticket) <= 30
    assert tickets.verify(ticket.lower(), ISSUED) == session_id


@pytest.mark.parametrize(("seconds", "accepted"), [(9, True), (11, True), (19, True), (21, False)])
def test_the_typed_code_lives_as_long_as_the_ticket(seconds, accepted):
    code = tickets.short_code(7, ISSUED)
    assert tickets.is_short_code(code, session_id=7, now=after(seconds)) == accepted


def test_the_typed_code_is_six_digits_of_its_own_session():
    code = tickets.short_code(7, ISSUED)
    assert len(code) == 6
    assert code.isdecimal()
    assert not tickets.is_short_code(code, session_id=8, now=ISSUED)
    assert not tickets.is_short_code("", session_id=7, now=ISSUED)
    assert not tickets.is_short_code("签到", session_id=7, now=ISSUED)


def test_blanks_and_full_width_digits_are_forgiven():
    code = tickets.short_code(7, ISSUED)
    wide = code.translate({ord(str(digit)): ord("０") + digit for digit in range(10)})
    assert tickets.is_short_code(f" {wide[:3]} {wide[3:]} ", session_id=7, now=ISSUED)


def test_the_code_says_when_it_changes():
    assert tickets.next_slot_in(after(0)) == 10
    assert tickets.next_slot_in(after(7.5)) == 2.5
