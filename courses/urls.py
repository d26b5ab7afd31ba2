from django.urls import path

from config.pending import pending

app_name = "courses"
urlpatterns = [
    path("", pending, name="courses"),
    path("import/", pending, name="import"),
    path("import/preview/", pending, name="import_preview"),
    path("<slug:slug>/", pending, name="course"),
    path("<slug:slug>/edit/", pending, name="edit"),
    path("<slug:slug>/materials/", pending, name="materials"),
    path("<slug:slug>/materials/new/", pending, name="material_new"),
    path("<slug:slug>/materials/<int:pk>/", pending, name="material"),
    path("<slug:slug>/materials/<int:pk>/delete/", pending, name="material_delete"),
    path("<slug:slug>/cases/<slug:case>/", pending, name="case"),
]
