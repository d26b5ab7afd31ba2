import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.hours import credited_minutes
from sessions.models import Attendance

STATUSES = ["", *Attendance.Status.values]


@pytest.mark.parametrize(
    ("status", "late", "credited"),
    [
        ("present", 0, 180),
        ("late", 25, 155),
        ("late", 200, 0),
        ("left_early", 0, 90),
        ("excused", 0, 0),
        ("absent", 0, 0),
        ("", 0, 0),
    ],
)
def test_a_status_is_worth_its_share_of_the_session(status, late, credited):
    assert credited_minutes(status=status, session_minutes=180, late_minutes=late) == credited


@given(status=st.sampled_from(STATUSES), session=st.integers(0, 600), late=st.integers(0, 900))
def test_credit_never_exceeds_the_session_nor_falls_below_nothing(status, session, late):
    assert 0 <= credited_minutes(status=status, session_minutes=session, late_minutes=late) <= session


@given(session=st.integers(0, 600), late=st.integers(0, 600))
def test_coming_late_is_never_worth_more_than_coming_in_time(session, late):
    in_time = credited_minutes(status="present", session_minutes=session)
    assert credited_minutes(status="late", session_minutes=session, late_minutes=late) <= in_time


def test_an_unknown_status_or_negative_minutes_are_an_error():
    with pytest.raises(ValueError, match="unknown status"):
        credited_minutes(status="asleep", session_minutes=180)
    with pytest.raises(ValueError, match="negative"):
        credited_minutes(status="late", session_minutes=180, late_minutes=-1)
