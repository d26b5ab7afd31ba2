from sessions.models.attendance import Attendance, AttendanceChange
from sessions.models.bookings import Booking, Waiver
from sessions.models.calendars import CalendarFeed, CancelledSession
from sessions.models.cohorts import Cohort, Enrolment, Room
from sessions.models.drafts import DraftEdit, TimetableDraft, TimetableNotice, TimetableVersion
from sessions.models.enrolling import BranchQuota, EnrolmentEvent, JoinRequest, RosterImport
from sessions.models.materials import MaterialOpening, MaterialRuling
from sessions.models.reveals import StageReveal
from sessions.models.timetable import AgendaItem, Session

__all__ = [
    "AgendaItem",
    "Attendance",
    "AttendanceChange",
    "Booking",
    "BranchQuota",
    "CalendarFeed",
    "CancelledSession",
    "Cohort",
    "DraftEdit",
    "Enrolment",
    "EnrolmentEvent",
    "JoinRequest",
    "MaterialOpening",
    "MaterialRuling",
    "Room",
    "RosterImport",
    "Session",
    "StageReveal",
    "TimetableDraft",
    "TimetableNotice",
    "TimetableVersion",
    "Waiver",
]
