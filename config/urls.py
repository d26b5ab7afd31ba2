from django.urls import include, path

from config import views

urlpatterns = [
    path("", views.home, name="home"),
    path("find/", views.search, name="find"),
    path("healthz", views.health, name="health"),
    path("language/", views.set_language, name="set_language"),
    path("accounts/", include("accounts.sign_in_urls")),
    path("", include("accounts.urls")),
    path("courses/", include("courses.urls")),
    path("", include("exercises.material_urls")),
    path("", include("sessions.urls")),
    path("exercises/", include("exercises.urls")),
    path("", include("documents.urls")),
]
