from django.urls import path

from config.pending import pending

app_name = "exercises"
urlpatterns = [
    path("<slug:code>/", pending, name="exercises"),
    path("<slug:code>/groups/", pending, name="groups"),
    path("<slug:code>/groups/deal/", pending, name="deal_groups"),
    path("<slug:code>/groups/move/", pending, name="move_member"),
    path("<slug:code>/<slug:slug>/", pending, name="worksheet"),
    path("<slug:code>/<slug:slug>/fields/<str:key>/", pending, name="save_field"),
    path("<slug:code>/<slug:slug>/submit/", pending, name="submit"),
    path("<slug:code>/<slug:slug>/progress/", pending, name="progress"),
    path("<slug:code>/<slug:slug>/<int:pk>/grade/", pending, name="grade"),
    path("<slug:code>/<slug:slug>/release/", pending, name="release"),
]
