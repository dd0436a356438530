from django.urls import path

from . import views

urlpatterns = [
    path("cycles/<slug:cycle>/departments/", views.department_list, name="department_list"),
    path("cycles/<slug:cycle>/departments/begin/", views.department_begin, name="department_begin"),
    path("departments/<int:pk>/", views.department_page, name="department_page"),
    path("departments/<int:pk>/save/", views.department_save, name="department_save"),
    path("departments/<int:pk>/fill/", views.department_fill, name="department_fill"),
    path("departments/<int:pk>/table.<str:format>", views.department_file, name="department_file"),
]
