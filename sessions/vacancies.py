"""How many places a cohort still has, in all and for each branch."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from sessions.models import Cohort, Enrolment


@dataclass(slots=True)
class Vacancies:
    """Counted once and then down with each `take`; the caller holds the cohort's lock while it writes."""

    left: int | None  # None: without limit
    by_branch: dict[str, int]

    @classmethod
    def of(cls, cohort: Cohort) -> Vacancies:
        active = cohort.enrolments.filter(state=Enrolment.State.ACTIVE).order_by()
        taken: dict[str, int] = {}
        for branch, count in active.values_list("branch").annotate(count=Count("pk")):
            taken[_key(branch)] = taken.get(_key(branch), 0) + count
        left = None if cohort.capacity is None else cohort.capacity - sum(taken.values())
        quotas = {_key(quota.branch): quota.places for quota in cohort.quotas.all()}
        return cls(left, {branch: places - taken.get(branch, 0) for branch, places in quotas.items()})

    def has(self, branch: str) -> bool:
        return (self.left is None or self.left > 0) and self.by_branch.get(_key(branch), 1) > 0

    def take(self, branch: str) -> bool:
        """Take a place, if there is one for this branch."""
        if not self.has(branch):
            return False
        if self.left is not None:
            self.left -= 1
        if _key(branch) in self.by_branch:
            self.by_branch[_key(branch)] -= 1
        return True


def _key(branch: str) -> str:
    return "".join(branch.split()).casefold()
