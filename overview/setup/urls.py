from django.urls import path

from . import cycle_views, unit_views, views

urlpatterns = [
    path("", views.setup_guide, name="setup_guide"),
    path("units/", views.unit_list, name="unit_list"),
    path("units/new/", unit_views.unit_new, name="unit_new"),
    path("units/<slug:code>/", unit_views.unit_detail, name="unit_detail"),
    path("units/<slug:code>/<slug:kind>/", unit_views.unit_change, name="unit_change"),
    path("codes/requests/<int:pk>/settle/", views.code_request_settle, name="code_request_settle"),
    path("codes/", views.code_list, name="code_list"),
    path("cycles/", cycle_views.cycle_list, name="cycle_list"),
    path("cycles/new/", cycle_views.cycle_new, name="cycle_new"),
    path("cycles/<slug:cycle>/edit/", cycle_views.cycle_edit, name="cycle_edit"),
    path("cycles/<slug:cycle>/mapping/", cycle_views.tree_mapping, name="tree_mapping"),
    path("cycles/<slug:cycle>/copy/", cycle_views.cycle_copy_projects, name="cycle_copy_projects"),
]
