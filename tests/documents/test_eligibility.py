from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.eligibility import Decision, Lack, Reason, Rule, Ruling, Standing, Verdict, decide

TWELVE_HOURS = Rule.share(80, 720)

rules = st.builds(
    Rule,
    least_minutes=st.integers(0, 720),
    course_minutes=st.sampled_from([0, 720]),
    every_session=st.booleans(),
    submitted=st.integers(0, 4),
    passed=st.integers(0, 4),
    approval=st.booleans(),
)
standings = st.builds(
    Standing,
    enrolment=st.just(1),
    minutes=st.integers(0, 720),
    missed=st.integers(0, 4),
    open_sessions=st.integers(0, 4),
    open_minutes=st.integers(0, 720),
    submitted=st.integers(0, 4),
    passed=st.integers(0, 4),
    ruling=st.sampled_from(Ruling),
    certified=st.booleans(),
    revoked=st.booleans(),
)


def decision(standing: Standing, rule: Rule) -> Decision:
    return decide([standing], rule)[0]


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (Standing(1, 576), Decision(1, Verdict.ISSUE)),
        (Standing(1, 575), Decision(1, Verdict.UNMET, (Reason(Lack.MINUTES, 1),))),
        (Standing(1, 720, certified=True), Decision(1, Verdict.HAS_ONE)),
        (Standing(1, 720, revoked=True), Decision(1, Verdict.WITHDRAWN)),
        (Standing(1, 100, revoked=True), Decision(1, Verdict.UNMET, (Reason(Lack.MINUTES, 476),))),
    ],
)
def test_four_fifths_of_the_hours_are_exactly_enough(standing, expected):
    assert decision(standing, TWELVE_HOURS) == expected


def test_each_condition_that_is_not_met_is_named():
    rule = Rule(660, 720, every_session=True, submitted=3, passed=2, approval=True)
    standing = Standing(1, 540, missed=1, submitted=1, passed=1)
    assert decision(standing, rule).reasons == (
        Reason(Lack.MINUTES, 120),
        Reason(Lack.SESSIONS, 1),
        Reason(Lack.SUBMITTED, 2),
        Reason(Lack.PASSED, 1),
        Reason(Lack.APPROVAL, 1),
    )


def test_a_course_without_sessions_certifies_nobody():
    assert decision(Standing(1, 0), Rule.share(0, 0)).verdict == Verdict.UNMET


def test_approval_answers_for_itself_alone():
    rule = replace(TWELVE_HOURS, approval=True)
    assert decision(Standing(1, 720, ruling=Ruling.APPROVE), rule).verdict == Verdict.ISSUE
    assert decision(Standing(1, 0, ruling=Ruling.APPROVE), rule).verdict == Verdict.UNMET


@given(percent=st.integers(0, 100), course=st.integers(1, 10_000), minutes=st.integers(0, 10_000))
def test_the_share_never_rounds_in_anybodys_favour(percent, course, minutes):
    decided = decision(Standing(1, minutes), Rule.share(percent, course))
    assert (decided.verdict == Verdict.ISSUE) == (minutes * 100 >= percent * course)


@given(standings, rules)
def test_who_gets_none_is_told_why_and_who_gets_one_meets_all_or_was_granted_it(standing, rule):
    decided = decision(standing, rule)
    if decided.verdict == Verdict.UNMET:
        assert decided.reasons
        assert all(reason.missing > 0 for reason in decided.reasons)
    if decided.verdict in {Verdict.ISSUE, Verdict.WITHDRAWN}:
        assert not decided.reasons or decided.granted
    unheld = decision(replace(standing, certified=False), rule).verdict
    assert decided.stands == (unheld in {Verdict.ISSUE, Verdict.WITHDRAWN})


@given(standings, rules, st.sampled_from(["minutes", "submitted", "passed"]), st.integers(0, 100))
def test_doing_more_never_costs_a_certificate(standing, rule, what, more):
    better = replace(standing, **{what: getattr(standing, what) + more})
    assert decision(better, rule).stands >= decision(standing, rule).stands


@given(standings, rules)
def test_a_person_may_always_grant_and_always_withhold(standing, rule):
    assert decision(replace(standing, ruling=Ruling.GRANT), rule).stands
    assert not decision(replace(standing, ruling=Ruling.WITHHOLD), rule).stands


@given(standings, rules)
def test_whoever_qualifies_now_also_does_at_best_and_the_best_is_reached_by_missing_nothing(standing, rule):
    now, best = decision(standing, rule), decision(standing.at_best(), rule)
    assert best.stands >= now.stands
    attended = replace(standing, minutes=standing.minutes + standing.open_minutes, open_sessions=0, open_minutes=0)
    assert decision(attended, rule) == best


@given(standings, rules)
def test_nobody_gets_a_second_one(standing, rule):
    held = decision(replace(standing, certified=True), rule)
    assert held.verdict == Verdict.HAS_ONE
