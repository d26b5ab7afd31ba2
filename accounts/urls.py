from django.urls import path

from accounts.views import invitations, organisations, people

app_name = "accounts"
urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/<int:pk>/edit/", people.person_edit, name="person_edit"),
    path("people/<int:pk>/password/", people.person_password, name="person_password"),
    path("people/<int:pk>/invitation/", invitations.invite, name="invite"),
    path("people/invitations/<slug:code>/", invitations.invite_sheet, name="invite_sheet"),
    path("people/organisations/", organisations.organisations, name="organisations"),
    path("people/organisations/new/", organisations.organisation_new, name="organisation_new"),
    path("people/organisations/<int:pk>/edit/", organisations.organisation_edit, name="organisation_edit"),
    path("join/<str:code>/<str:token>/", invitations.invitation, name="invitation"),
]
