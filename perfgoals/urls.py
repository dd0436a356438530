"""The front door: which part of the house answers which address."""

from django.contrib import admin
from django.urls import include, path

from perfgoals.common import errors
from perfgoals.jobs import watching

urlpatterns = [
    path("", include("overview.urls")),
    path("", include("indicators.urls")),
    path("", include("departments.urls")),
    path("", include("evaluation.urls")),
    path("", include("monitoring.urls")),
    path("", include("filings.urls")),
    path("", include("publication.urls")),
    path("", include("perfgoals.accounts.urls")),
    path("api/", include("api.urls")),
    path("jobs/", include("perfgoals.jobs.urls")),
    path("audit/", include("perfgoals.audit.urls")),
    path("health/live/", watching.live, name="health_live"),
    path("health/ready/", watching.ready, name="health_ready"),
    path("metrics/", watching.metrics_text, name="metrics"),
    path("state/", watching.system_state, name="system_state"),
    path("admin/", admin.site.urls),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
