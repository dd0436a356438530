"""Documents beside a goal, on the page that all kinds share."""

from django.views.decorators.http import require_http_methods

from filings.views.attachments import attachments_page

from .scope import goal_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def goal_attachments(request, pk):
    """What stands beside a goal; its unit adds to it while the table is with it."""
    goal = goal_or_404(request, pk)
    context = {"goal": goal, "filing": goal.filing, "cycle": goal.project.cycle}
    return attachments_page(request, goal.filing, "indicators/attachments.html", context)
