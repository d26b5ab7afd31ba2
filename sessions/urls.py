from django.urls import path

from sessions.views import cases, check_in, cohorts, register, room, rooms, roster, timetable, wall

app_name = "sessions"
urlpatterns = [
    path("cohorts/", cohorts.cohorts, name="cohorts"),
    path("cohorts/new/", cohorts.cohort_new, name="cohort_new"),
    path("cohorts/<slug:code>/", cohorts.cohort, name="cohort"),
    path("cohorts/<slug:code>/edit/", cohorts.cohort_edit, name="cohort_edit"),
    path("cohorts/<slug:code>/roster/", roster.roster, name="roster"),
    path("cohorts/<slug:code>/roster/enrol/", roster.enrol, name="enrol"),
    path("cohorts/<slug:code>/roster/<int:pk>/withdraw/", roster.withdraw, name="withdraw"),
    path("cohorts/<slug:code>/roster/<int:pk>/reinstate/", roster.reinstate, name="reinstate"),
    path("cohorts/<slug:code>/timetable/", timetable.timetable, name="timetable"),
    path("cohorts/<slug:code>/timetable/fit/", timetable.timetable_fit, name="timetable_fit"),
    path("cohorts/<slug:code>/timetable/<int:pk>/move/", timetable.move, name="move_boundary"),
    path("cohorts/<slug:code>/cases/", cases.cohort_cases, name="cohort_cases"),
    path("cohorts/<slug:code>/cases/<slug:slug>/", cases.cohort_case, name="cohort_case"),
    path("cohorts/<slug:code>/cases/<slug:slug>/state/", cases.case_state, name="case_state"),
    path("cohorts/<slug:code>/cases/<slug:slug>/wall/", cases.case_wall, name="case_wall"),
    path("cohorts/<slug:code>/cases/<slug:slug>/reveal/", cases.case_reveal, name="case_reveal"),
    path("cohorts/<slug:code>/register/", register.register, name="register"),
    path("rooms/", rooms.rooms, name="rooms"),
    path("rooms/new/", rooms.room_new, name="room_new"),
    path("rooms/<int:pk>/edit/", rooms.room_edit, name="room_edit"),
    path("sessions/<slug:code>/<int:number>/", room.session_page, name="session"),
    path("sessions/<slug:code>/<int:number>/check-in/open/", room.open_check_in, name="open_check_in"),
    path("sessions/<slug:code>/<int:number>/check-in/close/", room.close_check_in, name="close_check_in"),
    path("sessions/<slug:code>/<int:number>/wall/", wall.wall, name="wall"),
    path("sessions/<slug:code>/<int:number>/wall/state/", wall.wall_state, name="wall_state"),
    path("sessions/<slug:code>/<int:number>/mark/<int:pk>/", room.mark, name="mark"),
    path("sessions/<slug:code>/<int:number>/mark-all/", room.mark_all, name="mark_all"),
    path("sessions/<slug:code>/<int:number>/undo/", room.undo, name="undo"),
    path("sessions/<slug:code>/<int:number>/history/<int:pk>/", room.history, name="history"),
    path("sessions/<slug:code>/<int:number>/check-in/", check_in.check_in, name="check_in"),
    path("c/", check_in.check_in_now, name="check_in_now"),
    path("c/<str:ticket>", check_in.scan, name="scan"),
]
