from sessions.models.attendance import Attendance, AttendanceChange
from sessions.models.cohorts import Cohort, Enrolment, Room
from sessions.models.reveals import StageReveal
from sessions.models.timetable import AgendaItem, Session

__all__ = ["AgendaItem", "Attendance", "AttendanceChange", "Cohort", "Enrolment", "Room", "Session", "StageReveal"]
