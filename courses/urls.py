from django.urls import path

from courses.views import cases, catalogue, editing, editions, importing, materials, reimporting

app_name = "courses"
urlpatterns = [
    path("", catalogue.course_list, name="courses"),
    path("import/", importing.import_outline, name="import"),
    path("import/preview/", importing.import_preview, name="import_preview"),
    path("cases/", cases.library, name="library"),
    path("cases/new/", cases.case_new, name="case_new"),
    path("cases/<slug:slug>/", cases.library_case, name="library_case"),
    path("cases/<slug:slug>/edit/", cases.case_edit, name="case_edit"),
    path("cases/<slug:slug>/versions/<int:revision>/", cases.case_version, name="case_version"),
    path("cases/<slug:slug>/use/", cases.case_use, name="case_use"),
    path("cases/<slug:slug>/uses/<int:pk>/drop/", cases.case_drop, name="case_drop"),
    path("line-preview/", editing.line_preview, name="line_preview"),
    path("<slug:slug>/", catalogue.course_detail, name="course"),
    path("<slug:slug>/import/", reimporting.reimport, name="reimport"),
    path("<slug:slug>/import/preview/", reimporting.reimport_preview, name="reimport_preview"),
    path("<slug:slug>/import/apply/", reimporting.reimport_apply, name="reimport_apply"),
    path("<slug:slug>/outline/", editing.outline, name="outline"),
    path("<slug:slug>/outline/act/", editing.outline_act, name="outline_act"),
    path("<slug:slug>/outline/<int:pk>/", editing.line, name="line"),
    path("<slug:slug>/changes/<int:change>/go-back/", editions.go_back, name="go_back"),
    path("<slug:slug>/editions/", editions.editions, name="editions"),
    path("<slug:slug>/editions/publish/", editions.publish, name="publish"),
    path("<slug:slug>/editions/<int:number>/", editions.edition, name="edition"),
    path("<slug:slug>/editions/<int:number>/restore/", editions.edition_restore, name="edition_restore"),
    path("<slug:slug>/edit/", catalogue.course_edit, name="edit"),
    path("<slug:slug>/materials/", materials.material_list, name="materials"),
    path("<slug:slug>/materials/new/", materials.material_new, name="material_new"),
    path("<slug:slug>/materials/<int:pk>/", materials.material_detail, name="material"),
    path("<slug:slug>/materials/<int:pk>/file/", materials.material_file, name="material_file"),
    path("<slug:slug>/materials/<int:pk>/edit/", materials.material_edit, name="material_edit"),
    path("<slug:slug>/materials/<int:pk>/move/", materials.material_move, name="material_move"),
    path("<slug:slug>/materials/<int:pk>/remove/", materials.material_remove, name="material_remove"),
    path("<slug:slug>/materials/<int:pk>/restore/", materials.material_restore, name="material_restore"),
]
