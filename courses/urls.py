from django.urls import path

from courses.views import catalogue, importing, materials

app_name = "courses"
urlpatterns = [
    path("", catalogue.course_list, name="courses"),
    path("import/", importing.import_outline, name="import"),
    path("import/preview/", importing.import_preview, name="import_preview"),
    path("<slug:slug>/", catalogue.course_detail, name="course"),
    path("<slug:slug>/edit/", catalogue.course_edit, name="edit"),
    path("<slug:slug>/materials/new/", materials.material_new, name="material_new"),
    path("<slug:slug>/materials/<int:pk>/", materials.material_detail, name="material"),
    path("<slug:slug>/materials/<int:pk>/delete/", materials.material_delete, name="material_delete"),
    path("<slug:slug>/cases/<slug:case>/", catalogue.case_detail, name="case"),
]
