from django.urls import path

from exercises.views import materials

app_name = "materials"
urlpatterns = [
    path("cohorts/<slug:code>/materials/", materials.cohort_materials, name="cohort"),
    path("cohorts/<slug:code>/materials/<int:pk>/", materials.cohort_material, name="material"),
    path("cohorts/<slug:code>/materials/<int:pk>/file/", materials.cohort_file, name="file"),
    path("cohorts/<slug:code>/materials/<int:pk>/release/", materials.release, name="release"),
]
