from django.urls import path

from . import views

urlpatterns = [
    path("", views.statistics, name="statistics"),
    path("checks/", views.statistics_checks, name="statistics_checks"),
    path("statistics.xlsx", views.statistics_file, name="statistics_file"),
    path("units/", views.unit_list_behind, name="units_behind"),
    path("units/urge/", views.units_urge, name="units_urge"),
]
