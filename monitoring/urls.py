from django.urls import path

from .views import entry, rounds, statistics, uploads

urlpatterns = [
    path("cycles/<slug:cycle>/monitoring/", rounds.round_list, name="round_list"),
    path("cycles/<slug:cycle>/monitoring/new/", rounds.round_new, name="round_new"),
    path("monitoring/rounds/<int:pk>/", rounds.round_detail, name="round_detail"),
    path("monitoring/rounds/<int:pk>/edit/", rounds.round_edit, name="round_edit"),
    path("monitoring/rounds/<int:pk>/urge/", rounds.round_urge, name="round_urge"),
    path("monitoring/rounds/<int:pk>/import/", uploads.round_import, name="round_import"),
    path("monitoring/rounds/<int:pk>/template.xlsx", uploads.round_template, name="round_template"),
    path("monitoring/rounds/<int:pk>/statistics/", statistics.round_statistics, name="round_statistics"),
    path("monitoring/rounds/<int:pk>/book/", rounds.round_book, name="round_book"),
    path("monitoring/rounds/<int:pk>/list.xlsx", rounds.round_workbook, name="round_workbook"),
    path("monitoring/rounds/<int:pk>/projects/<int:project>/", entry.report_page, name="report_page"),
    path(
        "monitoring/rounds/<int:pk>/projects/<int:project>/lights/", entry.report_lights, name="report_lights"
    ),
    path("monitoring/rounds/<int:pk>/projects/<int:project>/save/", entry.report_save, name="report_save"),
    path("monitoring/reports/<int:pk>/form.<str:format>", entry.report_file, name="report_file"),
    path("monitoring/reports/<int:pk>/correction/", entry.correction_ask, name="correction_ask"),
    path("monitoring/reports/<int:pk>/correction/answer/", entry.correction_answer, name="correction_answer"),
]
