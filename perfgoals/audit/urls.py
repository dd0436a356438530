from django.urls import path

from . import views

urlpatterns = [
    path("", views.audit_list, name="audit_list"),
    path("anchor/", views.audit_anchor, name="audit_anchor"),
    path("export.<str:format>", views.audit_export, name="audit_export"),
]
