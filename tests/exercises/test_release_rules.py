"""Each rule of release, without a database."""

import datetime as dt

import pytest

from exercises.release_rules import Facts, Rule, Verdict, Why, Word, decide

NINE = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
LATER, EARLIER = NINE + dt.timedelta(minutes=5), NINE - dt.timedelta(minutes=5)
STARTS = {1: NINE, 2: NINE + dt.timedelta(hours=5)}


def facts(now=NINE, **more) -> Facts:
    return Facts(now=now, starts=STARTS, exercises=frozenset({"plan"}), **more)


def test_before_the_course_is_always():
    assert decide(Rule("before"), None, Facts(now=NINE)) == Verdict(True, Why.BEFORE)


@pytest.mark.parametrize(("now", "is_open"), [(EARLIER, False), (NINE, True), (LATER, True)])
def test_with_a_session_is_from_its_first_minute(now, is_open):
    assert decide(Rule("session", 1), None, facts(now)) == Verdict(is_open, Why.SESSION, NINE, 1)


def test_after_check_in_is_after_ones_own_to_that_session():
    rule = Rule("check_in", 2)
    assert not decide(rule, None, facts(arrived={1: NINE})).is_open
    assert decide(rule, None, facts(arrived={2: LATER})) == Verdict(True, Why.CHECK_IN, LATER, 2)


@pytest.mark.parametrize("release", ["session", "check_in"])
@pytest.mark.parametrize("number", [None, 7])
def test_a_session_that_the_timetable_lacks_keeps_it_shut(release, number):
    assert decide(Rule(release, number), None, facts(arrived={1: NINE})) == Verdict(
        False, Why.NO_SESSION, session=number
    )


def test_after_an_exercise_is_after_its_submission():
    rule = Rule("exercise", exercise="plan")
    assert decide(rule, None, facts()) == Verdict(False, Why.EXERCISE, exercise="plan")
    assert decide(rule, None, facts(submitted={"plan": LATER})) == Verdict(True, Why.EXERCISE, LATER, exercise="plan")


def test_an_exercise_that_is_gone_keeps_it_shut():
    rule = Rule("exercise", exercise="gone")
    assert decide(rule, None, facts(submitted={"gone": NINE})) == Verdict(False, Why.NO_EXERCISE, exercise="gone")


def test_by_hand_waits_for_the_trainer():
    assert decide(Rule("hand"), None, facts()) == Verdict(False, Why.HAND)
    assert decide(Rule("hand"), Word(True, NINE), facts()) == Verdict(True, Why.RELEASED, NINE)


@pytest.mark.parametrize("release", ["before", "session", "check_in", "exercise", "hand"])
def test_a_trainers_word_goes_before_every_rule(release):
    met = facts(LATER, arrived={1: NINE}, submitted={"plan": NINE})
    rule = Rule(release, 1, "plan")
    assert decide(rule, Word(False, NINE), met) == Verdict(False, Why.HELD, NINE)
    assert decide(rule, Word(True, NINE), Facts(now=EARLIER)) == Verdict(True, Why.RELEASED, NINE)
