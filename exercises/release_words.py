"""Why a material is open or not, in words: short enough for a phone, exact enough to act on."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exercises.release_rules import Verdict, Why
from exercises.releases import Shelf


def reason(verdict: Verdict, shelf: Shelf) -> str:
    """For somebody who waits: what the material waits for. For one who may read: why."""
    words = _open_words() if verdict.is_open else _waiting_words()
    return words[verdict.why] % {
        "number": verdict.session,
        "title": shelf.exercises.get(verdict.exercise, ""),
        "when": moment(verdict, shelf),
    }


def moment(verdict: Verdict, shelf: Shelf) -> str:
    """By the cohort's clock."""
    return date_format(verdict.at.astimezone(shelf.cohort.zone), "MONTH_DAY_TIME_FORMAT") if verdict.at else ""


def rule_of(verdict: Verdict, shelf: Shelf) -> str:
    """The rule itself, for trainers, whoever it has already let through."""
    return reason(
        Verdict(is_open=False, why=verdict.why, at=verdict.at, session=verdict.session, exercise=verdict.exercise),
        shelf,
    )


def _waiting_words() -> dict[Why, str]:
    return {
        Why.BEFORE: _("课前开放"),
        Why.SESSION: _("第 %(number)s 场开始时开放（%(when)s）"),
        Why.CHECK_IN: _("第 %(number)s 场签到后开放"),
        Why.EXERCISE: _("提交练习“%(title)s”后开放"),
        Why.HAND: _("由讲师开放"),
        Why.RELEASED: _("讲师已开放"),
        Why.HELD: _("讲师暂不开放"),
        Why.NO_SESSION: _("课表排好后开放"),
        Why.NO_EXERCISE: _("由讲师开放"),
    }


def _open_words() -> dict[Why, str]:
    return {
        **_waiting_words(),
        Why.SESSION: _("第 %(number)s 场开始，已开放"),
        Why.CHECK_IN: _("第 %(number)s 场已签到"),
        Why.EXERCISE: _("练习“%(title)s”已提交"),
    }
