from django.urls import path

from config.pending import pending

app_name = "documents"
urlpatterns = [
    path("documents/", pending, name="jobs"),
    path("documents/jobs/<int:pk>/", pending, name="job"),
    path("documents/jobs/<int:pk>/state/", pending, name="job_state"),
    path("documents/jobs/<int:pk>/file/", pending, name="job_file"),
    path("documents/jobs/<int:pk>/retry/", pending, name="job_retry"),
    path("documents/<slug:code>/register/", pending, name="order_register"),
    path("documents/<slug:code>/handout/", pending, name="order_handout"),
    path("documents/<slug:code>/certificates/", pending, name="certificates"),
    path("documents/<slug:code>/certificates/issue/", pending, name="issue_certificates"),
    path("documents/certificates/<int:pk>/revoke/", pending, name="revoke_certificate"),
    path("documents/certificates/<int:pk>/", pending, name="certificate"),
    path("verify/<str:token>/", pending, name="verify"),
]
