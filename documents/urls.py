from django.urls import path

from documents.views import certificate_rules, certificates, jobs, timetables, verification

app_name = "documents"
urlpatterns = [
    path("documents/", jobs.job_list, name="jobs"),
    path("documents/jobs/<int:pk>/", jobs.job_detail, name="job"),
    path("documents/jobs/<int:pk>/state/", jobs.job_state, name="job_state"),
    path("documents/jobs/<int:pk>/state/<slug:look>/", jobs.job_state, name="job_state_as"),
    path("documents/jobs/<int:pk>/cancel/", jobs.job_cancel, name="job_cancel"),
    path("documents/<slug:code>/latest/<slug:kind>/", jobs.latest_job, name="latest_job"),
    path("documents/jobs/<int:pk>/file/", jobs.job_file, name="job_file"),
    path("documents/jobs/<int:pk>/retry/", jobs.job_retry, name="job_retry"),
    path("documents/<slug:code>/register/", jobs.order_register, name="order_register"),
    path("documents/<slug:code>/handout/", jobs.order_handout, name="order_handout"),
    path("documents/<slug:code>/timetable/publish/", timetables.publish_timetable, name="publish_timetable"),
    path("documents/<slug:code>/certificates/", certificates.certificate_list, name="certificates"),
    path("documents/<slug:code>/certificates/archive/", certificates.certificate_archive, name="certificate_archive"),
    path("documents/<slug:code>/certificates/issue/", certificates.issue, name="issue_certificates"),
    path("documents/<slug:code>/certificates/settle/", certificates.settle, name="settle_certificates"),
    path("documents/<slug:code>/certificates/rule/", certificate_rules.rule, name="certificate_rule"),
    path("documents/<slug:code>/certificates/approve/", certificate_rules.approve_all, name="approve_all"),
    path("documents/certificates/mine/", certificates.mine, name="my_certificates"),
    path("documents/certificates/of/<int:pk>/", certificate_rules.trainee, name="certificate_trainee"),
    path("documents/certificates/of/<int:pk>/ruling/", certificate_rules.ruling, name="certificate_ruling"),
    path("documents/certificates/<int:pk>/correct/", certificate_rules.correct, name="correct_certificate"),
    path("documents/certificates/<int:pk>/revoke/", certificates.revoke, name="revoke_certificate"),
    path("documents/certificates/<int:pk>/", certificates.certificate, name="certificate"),
    path("verify/", verification.verify_file, name="verify_file"),
    path("verify/<str:token>/", verification.verify, name="verify"),
]
