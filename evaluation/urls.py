from django.urls import path

from .views import entry, lists, spot_checks, statistics, uploads

urlpatterns = [
    path("cycles/<slug:cycle>/evaluations/", lists.evaluation_list, name="evaluation_list"),
    path("cycles/<slug:cycle>/evaluations/urge/", lists.evaluation_urge, name="evaluation_urge"),
    path("cycles/<slug:cycle>/evaluations/summary.xlsx", lists.evaluation_summary, name="evaluation_summary"),
    path(
        "cycles/<slug:cycle>/evaluations/statistics/",
        statistics.evaluation_statistics,
        name="evaluation_statistics",
    ),
    path("cycles/<slug:cycle>/evaluations/book/", lists.evaluation_book, name="evaluation_book"),
    path("cycles/<slug:cycle>/evaluations/import/", uploads.evaluation_import, name="evaluation_import"),
    path(
        "cycles/<slug:cycle>/evaluations/template.xlsx",
        uploads.evaluation_template,
        name="evaluation_template",
    ),
    path("cycles/<slug:cycle>/evaluations/draw/", spot_checks.draw_spot_checks, name="draw_spot_checks"),
    path("evaluations/<int:pk>/spot-check/", spot_checks.spot_check, name="spot_check"),
    path("evaluations/<int:pk>/", entry.evaluation_page, name="evaluation_page"),
    path("evaluations/<int:pk>/points/", entry.evaluation_points, name="evaluation_points"),
    path("evaluations/<int:pk>/save/", entry.evaluation_save, name="evaluation_save"),
    path("evaluations/<int:pk>/form.<str:format>", entry.evaluation_file, name="evaluation_file"),
]
