from sessions.models.attendance import Attendance, AttendanceChange
from sessions.models.bookings import Booking, Waiver
from sessions.models.calendars import CalendarFeed, CancelledSession
from sessions.models.cohorts import Cohort, Enrolment, Room
from sessions.models.drafts import DraftEdit, TimetableDraft, TimetableNotice, TimetableVersion
from sessions.models.materials import MaterialOpening, MaterialRuling
from sessions.models.reveals import StageReveal
from sessions.models.timetable import AgendaItem, Session

__all__ = [
    "AgendaItem",
    "Attendance",
    "AttendanceChange",
    "Booking",
    "CalendarFeed",
    "CancelledSession",
    "Cohort",
    "DraftEdit",
    "Enrolment",
    "MaterialOpening",
    "MaterialRuling",
    "Room",
    "Session",
    "StageReveal",
    "TimetableDraft",
    "TimetableNotice",
    "TimetableVersion",
    "Waiver",
]
