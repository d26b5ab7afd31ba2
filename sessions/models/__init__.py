from sessions.models.attendance import Attendance, AttendanceChange
from sessions.models.cohorts import Cohort, Enrolment, Room
from sessions.models.materials import MaterialOpening, MaterialRuling
from sessions.models.reveals import StageReveal
from sessions.models.timetable import AgendaItem, Session

__all__ = [
    "AgendaItem",
    "Attendance",
    "AttendanceChange",
    "Cohort",
    "Enrolment",
    "MaterialOpening",
    "MaterialRuling",
    "Room",
    "Session",
    "StageReveal",
]
