"""Who gets a certificate. Knows no Django and no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Verdict(StrEnum):
    ISSUE = "issue"  # qualifies and has none yet
    HAS_ONE = "has_one"  # holds a valid one
    WITHDRAWN = "withdrawn"  # qualifies, but theirs was revoked: a second one is a person's decision, not a rule's
    UNMET = "unmet"  # a condition is not met
    WITHHELD = "withheld"  # a person decided against it


class Ruling(StrEnum):
    """What a person decided about one trainee; the newest counts."""

    NONE = ""
    APPROVE = "approve"  # gives the approval a rule may ask for
    GRANT = "grant"  # whatever the conditions say
    WITHHOLD = "withhold"


class Lack(StrEnum):
    COURSE = "course"  # there are no sessions that anybody could have attended
    MINUTES = "minutes"
    SESSIONS = "sessions"
    SUBMITTED = "submitted"
    PASSED = "passed"
    SURVEYS = "surveys"
    AHEAD = "ahead"  # sessions that are still to come: nothing is certified before it has been sat through
    APPROVAL = "approval"


@dataclass(frozen=True)
class Reason:
    """A condition that is not met, and by how much: minutes, sessions or exercises."""

    lack: Lack
    missing: int = 0


@dataclass(frozen=True)
class Rule:
    """At least so many of the course's minutes; and what else a cohort asks for (0 or False: does not)."""

    least_minutes: int
    course_minutes: int
    every_session: bool = False
    submitted: int = 0
    passed: int = 0
    surveys: int = 0
    approval: bool = False

    @classmethod
    def share(cls, percent: int, course_minutes: int) -> Rule:
        """`percent` of all minutes, rounded up: 79.99 % never becomes 80 %."""
        return cls(-(-percent * course_minutes // 100), course_minutes)


@dataclass(frozen=True)
class Standing:
    """One trainee: credited minutes, sessions that were missed, sessions that are still to come and their minutes."""

    enrolment: int
    minutes: int
    missed: int = 0
    open_sessions: int = 0
    open_minutes: int = 0
    submitted: int = 0
    passed: int = 0
    surveys: int = 0
    ruling: Ruling = Ruling.NONE
    certified: bool = False
    revoked: bool = False

    def at_best(self) -> Standing:
        """As it will be if every session still to come is attended in full."""
        return replace(self, minutes=self.minutes + self.open_minutes, open_sessions=0, open_minutes=0)


@dataclass(frozen=True)
class Decision:
    """`reasons`: all conditions that are not met, also where a person decided otherwise."""

    enrolment: int
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    ruling: Ruling = Ruling.NONE

    @property
    def granted(self) -> bool:
        return self.ruling == Ruling.GRANT

    @property
    def is_open(self) -> bool:
        return any(reason.lack == Lack.AHEAD for reason in self.reasons)

    @property
    def waits_for_approval(self) -> bool:
        """Nothing else can be found missing today."""
        return {reason.lack for reason in self.reasons} - {Lack.AHEAD} == {Lack.APPROVAL}

    @property
    def stands(self) -> bool:
        """Whether the conditions, or a person, would give a certificate now."""
        return self.ruling != Ruling.WITHHOLD and (self.granted or not self.reasons)


def decide(standings: Iterable[Standing], rule: Rule) -> tuple[Decision, ...]:
    """A decision for each standing, in the same order."""
    return tuple(_decide(standing, rule) for standing in standings)


def lacks(standing: Standing, rule: Rule) -> tuple[Reason, ...]:
    """What is missing, in the order in which a rule is read."""
    approved = standing.ruling in {Ruling.APPROVE, Ruling.GRANT}
    missing = {
        Lack.COURSE: int(rule.course_minutes <= 0),
        Lack.MINUTES: rule.least_minutes - standing.minutes,
        Lack.SESSIONS: standing.missed if rule.every_session else 0,
        Lack.SUBMITTED: rule.submitted - standing.submitted,
        Lack.PASSED: rule.passed - standing.passed,
        Lack.SURVEYS: rule.surveys - standing.surveys,
        Lack.AHEAD: standing.open_sessions,
        Lack.APPROVAL: int(rule.approval and not approved),
    }
    return tuple(Reason(lack, count) for lack, count in missing.items() if count > 0)


def _decide(standing: Standing, rule: Rule) -> Decision:
    reasons = lacks(standing, rule)
    met = not reasons or standing.ruling == Ruling.GRANT
    return Decision(standing.enrolment, _verdict(standing, met=met), reasons, standing.ruling)


def _verdict(standing: Standing, *, met: bool) -> Verdict:
    if standing.certified:
        return Verdict.HAS_ONE
    if standing.ruling == Ruling.WITHHOLD:
        return Verdict.WITHHELD
    if not met:
        return Verdict.UNMET
    return Verdict.WITHDRAWN if standing.revoked else Verdict.ISSUE
