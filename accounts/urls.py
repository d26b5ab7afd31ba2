from django.urls import path

from config.pending import pending

app_name = "accounts"
urlpatterns = [
    path("", pending, name="people"),
    path("new/", pending, name="person_new"),
    path("<int:pk>/edit/", pending, name="person_edit"),
    path("organisations/", pending, name="organisations"),
    path("organisations/new/", pending, name="organisation_new"),
    path("organisations/<int:pk>/edit/", pending, name="organisation_edit"),
]
