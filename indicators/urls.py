from django.urls import path

from .views import checks, exports, goals, help, home, library

urlpatterns = [
    path("", home.home, name="home"),
    path("cycles/<slug:cycle>/goals/", goals.goal_list, name="goal_list"),
    path("cycles/<slug:cycle>/export/", exports.export_goals, name="export_goals"),
    path("cycles/<slug:cycle>/preview/", exports.preview_goals, name="preview_goals"),
    path("cycles/<slug:cycle>/units/not-begun/", home.unit_list_not_begun, name="units_not_begun"),
    path("goals/<int:pk>/", goals.goal_detail, name="goal_detail"),
    path("goals/<int:pk>/preview/", exports.preview_goal, name="preview_goal"),
    path("goals/<int:pk>/table.<str:format>", exports.export_goal, name="export_goal"),
    path("cycles/<slug:cycle>/checks/", checks.cycle_findings, name="cycle_findings"),
    path("cycles/<slug:cycle>/checks/run/", checks.check_cycle, name="check_cycle"),
    path("cycles/<slug:cycle>/checks/settings/", checks.check_settings, name="check_settings"),
    path("cycles/<slug:cycle>/checks/findings.xlsx", checks.export_findings, name="export_findings"),
    path("cycles/<slug:cycle>/checks/opinion/", checks.print_opinion, name="print_opinion"),
    path("goals/<int:pk>/findings/", checks.goal_findings, name="goal_findings"),
    path("goals/<int:pk>/findings/answer/", checks.answer_finding, name="answer_finding"),
    path("library/", library.library_list, name="library_list"),
    path("library/new/", library.library_propose, name="library_propose"),
    path("library/build/", library.library_build, name="library_build"),
    path("library/suggest/", library.library_suggest, name="library_suggest"),
    path("library/<int:pk>/", library.library_detail, name="library_detail"),
    path("library/<int:pk>/accept/", library.library_accept, name="library_accept"),
    path("library/<int:pk>/decline/", library.library_decline, name="library_decline"),
    path("help/", help.help_page, name="help"),
]
