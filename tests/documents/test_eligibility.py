import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.eligibility import Decision, Rule, Standing, Verdict, decide

TWELVE_HOURS = Rule(percent=80, course_minutes=720)


@pytest.mark.parametrize(
    ("standing", "decision"),
    [
        (Standing(1, 576), Decision(1, Verdict.ISSUE)),
        (Standing(1, 575), Decision(1, Verdict.SHORT, missing_minutes=1)),
        (Standing(1, 720, certified=True), Decision(1, Verdict.HAS_ONE)),
        (Standing(1, 0, certified=True), Decision(1, Verdict.HAS_ONE)),
        (Standing(1, 720, revoked=True), Decision(1, Verdict.WITHDRAWN)),
        (Standing(1, 100, revoked=True), Decision(1, Verdict.SHORT, missing_minutes=476)),
    ],
)
def test_four_fifths_of_the_hours_are_exactly_enough(standing, decision):
    assert decide([standing], TWELVE_HOURS) == (decision,)


def test_a_course_without_sessions_certifies_nobody():
    assert decide([Standing(1, 0)], Rule(percent=0, course_minutes=0))[0].verdict == Verdict.SHORT


@given(percent=st.integers(0, 100), course=st.integers(1, 10_000), minutes=st.integers(0, 10_000))
def test_the_rule_never_rounds_in_anybodys_favour(percent, course, minutes):
    decision = decide([Standing(1, minutes)], Rule(percent, course))[0]
    assert (decision.verdict == Verdict.ISSUE) == (minutes * 100 >= percent * course)
    assert minutes + decision.missing_minutes >= Rule(percent, course).required_minutes
