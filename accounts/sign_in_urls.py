"""Only the pages of django-allauth that Lectern offers: nobody signs up by themselves, admins enrol people."""

from allauth.account import views
from django.contrib.auth.decorators import login_required
from django.urls import path

urlpatterns = [
    path("login/", views.login, name="account_login"),
    # No way back here: who signs in after a lapsed session does not want to be asked to leave.
    path("logout/", login_required(views.logout, redirect_field_name=None), name="account_logout"),
    path("password/change/", views.password_change, name="account_change_password"),
]
