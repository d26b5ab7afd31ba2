from django.urls import path

from config.pending import pending

app_name = "sessions"
urlpatterns = [
    path("cohorts/", pending, name="cohorts"),
    path("cohorts/new/", pending, name="cohort_new"),
    path("cohorts/<slug:code>/", pending, name="cohort"),
    path("cohorts/<slug:code>/edit/", pending, name="cohort_edit"),
    path("cohorts/<slug:code>/roster/", pending, name="roster"),
    path("cohorts/<slug:code>/roster/enrol/", pending, name="enrol"),
    path("cohorts/<slug:code>/roster/<int:pk>/withdraw/", pending, name="withdraw"),
    path("cohorts/<slug:code>/roster/<int:pk>/reinstate/", pending, name="reinstate"),
    path("cohorts/<slug:code>/timetable/", pending, name="timetable"),
    path("cohorts/<slug:code>/timetable/fit/", pending, name="timetable_fit"),
    path("cohorts/<slug:code>/timetable/<int:pk>/move/", pending, name="move_boundary"),
    path("rooms/", pending, name="rooms"),
    path("rooms/new/", pending, name="room_new"),
    path("rooms/<int:pk>/edit/", pending, name="room_edit"),
    path("sessions/<slug:code>/<int:number>/", pending, name="session"),
    path("sessions/<slug:code>/<int:number>/check-in/open/", pending, name="open_check_in"),
    path("sessions/<slug:code>/<int:number>/check-in/close/", pending, name="close_check_in"),
    path("sessions/<slug:code>/<int:number>/wall/", pending, name="wall"),
    path("sessions/<slug:code>/<int:number>/wall/state/", pending, name="wall_state"),
    path("sessions/<slug:code>/<int:number>/mark/<int:pk>/", pending, name="mark"),
    path("sessions/<slug:code>/<int:number>/mark-all/", pending, name="mark_all"),
    path("sessions/<slug:code>/<int:number>/history/<int:pk>/", pending, name="history"),
    path("sessions/<slug:code>/<int:number>/check-in/", pending, name="check_in"),
    path("c/<str:ticket>", pending, name="scan"),
]
