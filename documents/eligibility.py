"""Who gets a certificate. Knows no Django and no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    ISSUE = "issue"  # qualifies and has none yet
    HAS_ONE = "has_one"  # holds a valid one
    WITHDRAWN = "withdrawn"  # qualifies, but theirs was revoked: a second one is a person's decision, not a rule's
    SHORT = "short"  # too few hours


@dataclass(frozen=True)
class Rule:
    """At least `percent` of the minutes of all sessions."""

    percent: int
    course_minutes: int

    @property
    def required_minutes(self) -> int:
        return -(-self.percent * self.course_minutes // 100)

    def met_by(self, minutes: int) -> bool:
        """Counted in whole minutes, so that 79.99 % is never rounded up to 80 %. A course without sessions has none."""
        return self.course_minutes > 0 and minutes >= self.required_minutes


@dataclass(frozen=True)
class Standing:
    """One trainee: credited minutes, and whether a certificate is valid now or was revoked before."""

    enrolment: int
    minutes: int
    certified: bool = False
    revoked: bool = False


@dataclass(frozen=True)
class Decision:
    enrolment: int
    verdict: Verdict
    missing_minutes: int = 0


def decide(standings: Iterable[Standing], rule: Rule) -> tuple[Decision, ...]:
    """A decision for each standing, in the same order; `missing_minutes` says how far off the short ones are."""
    return tuple(_decide(standing, rule) for standing in standings)


def _decide(standing: Standing, rule: Rule) -> Decision:
    if standing.certified:
        return Decision(standing.enrolment, Verdict.HAS_ONE)
    if not rule.met_by(standing.minutes):
        missing = max(0, rule.required_minutes - standing.minutes)
        return Decision(standing.enrolment, Verdict.SHORT, missing)
    return Decision(standing.enrolment, Verdict.WITHDRAWN if standing.revoked else Verdict.ISSUE)
