from django.urls import include, path

from .views import home

urlpatterns = [
    path("", home.home, name="home"),
    path("cycles/<slug:cycle>/units/not-begun/", home.unit_list_not_begun, name="units_not_begun"),
    path("cycles/<slug:cycle>/statistics/", include("overview.statistics.urls")),
    path("", include("overview.messages.urls")),
    path("users/", include("overview.people.urls")),
]
