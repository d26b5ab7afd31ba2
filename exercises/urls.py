from django.urls import path

from exercises.views.exercises import exercises
from exercises.views.groups import deal_groups, groups, move_member
from exercises.views.marking import grade, progress, release
from exercises.views.packs import pack_export, pack_import
from exercises.views.sheets import changes, save_field, sheet, submit, worksheet

app_name = "exercises"
urlpatterns = [
    path("packs/import/", pack_import, name="pack_import"),
    path("packs/<slug:slug>.zip", pack_export, name="pack_export"),
    path("<slug:code>/", exercises, name="exercises"),
    path("<slug:code>/groups/", groups, name="groups"),
    path("<slug:code>/groups/deal/", deal_groups, name="deal_groups"),
    path("<slug:code>/groups/move/", move_member, name="move_member"),
    path("<slug:code>/<slug:slug>/", worksheet, name="worksheet"),
    path("<slug:code>/<slug:slug>/progress/", progress, name="progress"),
    path("<slug:code>/<slug:slug>/release/", release, name="release"),
    path("<slug:code>/<slug:slug>/<int:pk>/", sheet, name="sheet"),
    path("<slug:code>/<slug:slug>/<int:pk>/fields/<str:key>/", save_field, name="save_field"),
    path("<slug:code>/<slug:slug>/<int:pk>/changes/", changes, name="changes"),
    path("<slug:code>/<slug:slug>/<int:pk>/submit/", submit, name="submit"),
    path("<slug:code>/<slug:slug>/<int:pk>/grade/", grade, name="grade"),
]
