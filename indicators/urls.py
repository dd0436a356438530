from django.urls import path

from filings.enums import Action
from filings.views import versions as filing_versions

from .views import attachments, checking, exports, goals, help, imports, library, portal
from .views.entry import drafts, editing
from .views.review import queue, remarks, requests, saved_views, sheets, steps, versions

urlpatterns = [
    path("cycles/<slug:cycle>/goals/", goals.goal_list, name="goal_list"),
    path("cycles/<slug:cycle>/exports/", exports.export_center, name="export_center"),
    path("cycles/<slug:cycle>/export/", exports.export_goals, name="export_goals"),
    path("cycles/<slug:cycle>/preview/", exports.preview_goals, name="preview_goals"),
    path("cycles/<slug:cycle>/goals/new/", drafts.goal_new, name="goal_new"),
    path("cycles/<slug:cycle>/goals/copy/", drafts.goal_copy, name="goal_copy"),
    path("goals/<int:pk>/", goals.goal_detail, name="goal_detail"),
    path("goals/<int:pk>/edit/", editing.goal_edit, name="goal_edit"),
    path("goals/<int:pk>/save/", editing.goal_save, name="goal_save"),
    path("goals/<int:pk>/autosave/", editing.goal_autosave, name="goal_autosave"),
    path("goals/<int:pk>/edit/preview/", editing.edit_preview, name="edit_preview"),
    path("goals/<int:pk>/attachments/", attachments.goal_attachments, name="goal_attachments"),
    path("goals/<int:pk>/delete/", drafts.goal_delete, name="goal_delete"),
    path("amount-in-words/", editing.amount_words, name="amount_words"),
    path("subjects/suggest/", editing.subject_suggest, name="subject_suggest"),
    path("subjects/request/", editing.subject_request, name="subject_request"),
    path("goals/<int:pk>/preview/", exports.preview_goal, name="preview_goal"),
    path("goals/<int:pk>/table.<str:format>", exports.export_goal, name="export_goal"),
    path("cycles/<slug:cycle>/checks/", checking.cycle_findings, name="cycle_findings"),
    path("cycles/<slug:cycle>/checks/run/", checking.check_cycle, name="check_cycle"),
    path("cycles/<slug:cycle>/checks/settings/", checking.check_settings, name="check_settings"),
    path("cycles/<slug:cycle>/checks/findings.xlsx", checking.export_findings, name="export_findings"),
    path("cycles/<slug:cycle>/checks/findings/", checking.export_findings_job, name="export_findings_job"),
    path("cycles/<slug:cycle>/checks/opinion/", checking.print_opinion, name="print_opinion"),
    path("cycles/<slug:cycle>/checks/answer/", checking.answer_selected, name="answer_selected"),
    path("cycles/<slug:cycle>/checks/trend/", checking.check_trend, name="check_trend"),
    path("goals/<int:pk>/findings/", checking.goal_findings, name="goal_findings"),
    path("goals/<int:pk>/findings/answer/", checking.answer_finding, name="answer_finding"),
    path("library/", library.library_list, name="library_list"),
    path("library/new/", library.library_propose, name="library_propose"),
    path("library/build/", library.library_build, name="library_build"),
    path("library/suggest/", library.library_suggest, name="library_suggest"),
    path("library/<int:pk>/", library.library_detail, name="library_detail"),
    path("library/<int:pk>/accept/", library.library_accept, name="library_accept"),
    path("library/<int:pk>/decline/", library.library_decline, name="library_decline"),
    path("help/", help.help_page, name="help"),
    path("cycles/<slug:cycle>/imports/", imports.import_list, name="import_list"),
    path("cycles/<slug:cycle>/imports/template.xlsx", imports.import_template, name="import_template"),
    path("cycles/<slug:cycle>/imports/template/", imports.import_template_job, name="import_template_job"),
    path("cycles/<slug:cycle>/portal/", portal.portal_upload, name="portal_upload"),
    path("portal/<int:pk>/", portal.portal_columns, name="portal_columns"),
    path("imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("imports/<int:pk>/mapping/", imports.import_mapping, name="import_mapping"),
    path("imports/<int:pk>/write/", imports.import_write, name="import_write"),
    path("imports/<int:pk>/retry/", imports.import_retry, name="import_retry"),
    path("imports/<int:pk>/discard/", imports.import_discard, name="import_discard"),
    path("imports/<int:pk>/annotated/", imports.import_annotated, name="import_annotated"),
    path("cycles/<slug:cycle>/review/", queue.review_queue, name="review_queue"),
    path("cycles/<slug:cycle>/review/views/", saved_views.saved_view_add, name="saved_view_add"),
    path("review/views/<int:pk>/delete/", saved_views.saved_view_delete, name="saved_view_delete"),
    path("goals/<int:pk>/review/", queue.goal_review, name="goal_review"),
    path("goals/<int:pk>/remarks/", remarks.goal_remarks, name="goal_remarks"),
    path("goals/<int:pk>/remarks/new/", remarks.remark_add, name="remark_add"),
    path("goals/<int:pk>/ask-revision/", requests.goal_ask_revision, name="goal_ask_revision"),
    path("cycles/<slug:cycle>/revision-requests/", requests.revision_requests, name="revision_requests"),
    path("revision-requests/<int:pk>/withdraw/", requests.request_withdraw, name="request_withdraw"),
    path("revision-requests/<int:pk>/decline/", requests.request_decline, name="request_decline"),
    path("goals/<int:pk>/sheet/", sheets.goal_sheet, name="goal_sheet"),
    path("cycles/<slug:cycle>/sheets/", sheets.batch_sheet, name="batch_sheet"),
    path("versions/<int:pk>/sheet.pdf", sheets.sheet_pdf, name="sheet_pdf"),
    path("goals/<int:pk>/history/", versions.goal_history, name="goal_history"),
    path("versions/<int:pk>/", filing_versions.version, name="version_detail"),
    path("versions/<int:pk>/table.<str:format>", filing_versions.version_file, name="version_file"),
    # One address for each action of the table of the workflow, for one goal and for many.
    *(
        path(f"goals/<int:pk>/{action}/", steps.take, {"action": action}, name=f"goal_{action}")
        for action in Action.values
    ),
    *(
        path(f"cycles/<slug:cycle>/{action}/", steps.batch, {"action": action}, name=f"batch_{action}")
        for action in Action.values
    ),
]
