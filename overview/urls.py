from django.urls import include, path

from .views import help, home

urlpatterns = [
    path("", home.home, name="home"),
    path("cycles/<slug:cycle>/units/not-begun/", home.unit_list_not_begun, name="units_not_begun"),
    path("cycles/<slug:cycle>/statistics/", include("overview.statistics.urls")),
    path("", include("overview.messages.urls")),
    path("help/search/", help.help_search, name="help_search"),
    path("help/<slug:guide>/", help.help_guide, name="help_guide"),
    path("users/", include("overview.people.urls")),
    path("setup/", include("overview.setup.urls")),
    path("lists/", include("overview.lists.urls")),
]
