from django.urls import path

from . import views

urlpatterns = [
    path("", views.audit_list, name="audit_list"),
    path("export.<str:format>", views.audit_export, name="audit_export"),
]
