from django.urls import path

from .views import checks, drafts, editing, exports, goals

urlpatterns = [
    path("", goals.home, name="home"),
    path("cycles/<slug:cycle>/goals/", goals.goal_list, name="goal_list"),
    path("cycles/<slug:cycle>/export/", exports.export_goals, name="export_goals"),
    path("cycles/<slug:cycle>/preview/", exports.preview_goals, name="preview_goals"),
    path("cycles/<slug:cycle>/goals/new/", drafts.goal_new, name="goal_new"),
    path("cycles/<slug:cycle>/goals/copy/", drafts.goal_copy, name="goal_copy"),
    path("goals/<int:pk>/", goals.goal_detail, name="goal_detail"),
    path("goals/<int:pk>/edit/", editing.goal_edit, name="goal_edit"),
    path("goals/<int:pk>/save/", editing.goal_save, name="goal_save"),
    path("goals/<int:pk>/autosave/", editing.goal_autosave, name="goal_autosave"),
    path("goals/<int:pk>/edit/preview/", editing.edit_preview, name="edit_preview"),
    path("goals/<int:pk>/delete/", drafts.goal_delete, name="goal_delete"),
    path("amount-in-words/", editing.amount_words, name="amount_words"),
    path("subjects/suggest/", editing.subject_suggest, name="subject_suggest"),
    path("goals/<int:pk>/preview/", exports.preview_goal, name="preview_goal"),
    path("goals/<int:pk>/table.<str:format>", exports.export_goal, name="export_goal"),
    path("cycles/<slug:cycle>/checks/", checks.cycle_findings, name="cycle_findings"),
    path("cycles/<slug:cycle>/checks/run/", checks.check_cycle, name="check_cycle"),
    path("cycles/<slug:cycle>/checks/settings/", checks.check_settings, name="check_settings"),
    path("cycles/<slug:cycle>/checks/findings.<str:format>", checks.export_findings, name="export_findings"),
    path("goals/<int:pk>/findings/", checks.goal_findings, name="goal_findings"),
    path("goals/<int:pk>/findings/answer/", checks.answer_finding, name="answer_finding"),
]
