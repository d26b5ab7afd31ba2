from sessions.models.attendance import Attendance, AttendanceChange
from sessions.models.cohorts import Cohort, Enrolment, Room
from sessions.models.enrolling import BranchQuota, EnrolmentEvent, JoinRequest, RosterImport
from sessions.models.reveals import StageReveal
from sessions.models.timetable import AgendaItem, Session

__all__ = [
    "AgendaItem",
    "Attendance",
    "AttendanceChange",
    "BranchQuota",
    "Cohort",
    "Enrolment",
    "EnrolmentEvent",
    "JoinRequest",
    "Room",
    "RosterImport",
    "Session",
    "StageReveal",
]
