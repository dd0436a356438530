from django.urls import path

from . import views

urlpatterns = [
    path("<slug:kind>/", views.list_upload, name="list_upload"),
    path("<slug:kind>/template/", views.list_template, name="list_template"),
    path("upload/<int:pk>/", views.list_preview, name="list_preview"),
    path("upload/<int:pk>/columns/", views.list_columns, name="list_columns"),
    path("upload/<int:pk>/write/", views.list_write, name="list_write"),
    path("upload/<int:pk>/discard/", views.list_discard, name="list_discard"),
]
