from django.urls import path

from .enums import Action
from .views import attachments, remarks, review, steps, units, versions

urlpatterns = [
    path("units/suggest/", units.unit_suggest, name="unit_suggest"),
    path("cycles/<slug:cycle>/review/<slug:kind>/", review.review_queue, name="filing_queue"),
    path("filings/<int:pk>/review/", review.review, name="filing_review"),
    path("filings/<int:pk>/history/", versions.history, name="filing_history"),
    path("filings/versions/<int:pk>/", versions.version, name="filing_version"),
    path("filings/<int:pk>/attachments/", attachments.filing_attachments, name="filing_attachments"),
    path("attachments/<int:pk>/", attachments.attachment_file, name="attachment_file"),
    path("attachments/<int:pk>/delete/", attachments.attachment_delete, name="attachment_delete"),
    path("filings/versions/<int:pk>/form.<str:format>", versions.version_file, name="filing_version_file"),
    path("filings/<int:pk>/remarks/", remarks.remark_list, name="filing_remarks"),
    path("filings/<int:pk>/remarks/new/", remarks.remark_add, name="filing_remark_add"),
    path("remarks/<int:pk>/answer/", remarks.remark_answer, name="remark_answer"),
    path("remarks/<int:pk>/resolve/", remarks.remark_resolve, name="remark_resolve"),
    path("remarks/<int:pk>/reopen/", remarks.remark_reopen, name="remark_reopen"),
    # One address for each action of the table of the workflow, for one table and for many.
    *(
        path(f"filings/<int:pk>/{action}/", steps.take, {"action": action}, name=f"filing_{action}")
        for action in Action.values
    ),
    *(
        path(
            f"cycles/<slug:cycle>/review/<slug:kind>/{action}/",
            steps.batch,
            {"action": action},
            name=f"filing_batch_{action}",
        )
        for action in Action.values
    ),
]
