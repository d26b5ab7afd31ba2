"""Chinese public holidays and weekends that are worked instead, from chinesecalendar (the State Council's notices)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import chinese_calendar
from chinese_calendar import Holiday
from django.utils.translation import gettext as _


def day_warnings(days: Iterable[dt.date]) -> list[str]:
    """What to know about teaching on these days; a year whose arrangement is not out yet is said to be so."""
    days = sorted(set(days))
    unknown = sorted({day.year for day in days if not _known(day)})
    warnings = [_told(day) for day in days if _known(day)]
    later = [
        _("%(year)s 年的节假日安排还没有公布（或本系统还没有收录），请自行核对。") % {"year": year} for year in unknown
    ]
    return [each for each in warnings if each] + later


def _told(day: dt.date) -> str:
    off, name = chinese_calendar.get_holiday_detail(day)
    values = {"day": f"{day:%Y-%m-%d}", "name": _names().get(name, name) if name else ""}
    if off and name:
        return _("%(day)s 是法定节假日（%(name)s）。") % values
    if not off and day.isoweekday() > 5:  # noqa: PLR2004
        return _("%(day)s 虽是周末，却是调休上班日（%(name)s）：机构当天上班。") % values
    if off:
        return _("%(day)s 是周末。") % values
    return ""


def _known(day: dt.date) -> bool:
    try:
        chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return False
    return True


def _names() -> dict[str, str]:
    return {
        Holiday.new_years_day.value: _("元旦"),
        Holiday.spring_festival.value: _("春节"),
        Holiday.tomb_sweeping_day.value: _("清明节"),
        Holiday.labour_day.value: _("劳动节"),
        Holiday.dragon_boat_festival.value: _("端午节"),
        Holiday.mid_autumn_festival.value: _("中秋节"),
        Holiday.national_day.value: _("国庆节"),
        Holiday.anti_fascist_70th_day.value: _("抗战胜利日"),
    }
