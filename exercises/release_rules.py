"""When a material is released to a reader: the rule, a trainer's word for the cohort, and what the reader has done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Why(StrEnum):
    """What the answer hangs on."""

    BEFORE = "before"
    SESSION = "session"
    CHECK_IN = "check_in"
    EXERCISE = "exercise"
    HAND = "hand"
    RELEASED = "released"  # a trainer has said so
    HELD = "held"
    NO_SESSION = "no_session"  # the timetable has no session that the rule could mean
    NO_EXERCISE = "no_exercise"  # the exercise that the rule names is gone


@dataclass(frozen=True, slots=True)
class Rule:
    """`release` as the material keeps it; `session`: the number of the one meant in this cohort, if there is one."""

    release: str
    session: int | None = None
    exercise: str = ""

    @property
    def is_personal(self) -> bool:
        """Whether it opens for one trainee and not yet for another."""
        return self.release in {Why.CHECK_IN, Why.EXERCISE}


@dataclass(frozen=True, slots=True)
class Word:
    """What a trainer has decided for the cohort, against the rule or ahead of it."""

    releases: bool
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one reader: sessions by number, exercises by slug. Moments are aware."""

    now: dt.datetime
    starts: Mapping[int, dt.datetime] = field(default_factory=dict)
    exercises: frozenset[str] = frozenset()
    arrived: Mapping[int, dt.datetime] = field(default_factory=dict)
    submitted: Mapping[str, dt.datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """at: since when it is open, or, when that is known, from when it will be."""

    is_open: bool
    why: Why
    at: dt.datetime | None = None
    session: int | None = None
    exercise: str = ""


def decide(rule: Rule, word: Word | None, facts: Facts) -> Verdict:
    """A trainer's word goes before the rule; a rule that waits for what is not there stays shut."""
    if word is not None:
        return Verdict(word.releases, Why.RELEASED if word.releases else Why.HELD, word.at)
    if rule.release in {Why.SESSION, Why.CHECK_IN}:
        return _by_session(rule, facts)
    if rule.release == Why.EXERCISE:
        return _by_exercise(rule, facts)
    return Verdict(rule.release == Why.BEFORE, Why(rule.release))


def _by_session(rule: Rule, facts: Facts) -> Verdict:
    start = facts.starts.get(rule.session) if rule.session is not None else None
    if start is None:
        return Verdict(is_open=False, why=Why.NO_SESSION, session=rule.session)
    if rule.release == Why.SESSION:
        return Verdict(start <= facts.now, Why.SESSION, start, rule.session)
    arrived = facts.arrived.get(rule.session or 0)
    return Verdict(arrived is not None, Why.CHECK_IN, arrived, rule.session)


def _by_exercise(rule: Rule, facts: Facts) -> Verdict:
    if rule.exercise not in facts.exercises:
        return Verdict(is_open=False, why=Why.NO_EXERCISE, exercise=rule.exercise)
    submitted = facts.submitted.get(rule.exercise)
    return Verdict(submitted is not None, Why.EXERCISE, submitted, exercise=rule.exercise)
