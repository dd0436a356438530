"""常用筛选 of the review queue: keep the present ones, forget some."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from filings.rules import may_see_queue
from indicators.domain.review.saved_views import delete_view, save_view
from indicators.forms.review import QueueFilterForm
from indicators.models import SavedView
from perfgoals.common.text import quoted

from ..scope import cycle_or_404


@require_POST
def saved_view_add(request, cycle):
    """Keep the filters that the page of the queue carried, the valid ones, under the given name."""
    cycle = cycle_or_404(request, cycle)
    if not may_see_queue(request.user):
        raise PermissionDenied("常用筛选由主管部门和财政的审核人员使用。")
    filters = QueryDict(request.POST.get("filters", ""))
    query = QueueFilterForm(filters, cycle=cycle, user=request.user).query
    try:
        view = save_view(user=request.user, cycle=cycle, name=request.POST.get("name", ""), query=query)
    except ValidationError as refusal:
        messages.error(request, "没有保存筛选：" + "；".join(refusal.messages))
    else:
        messages.success(request, f"已保存为{quoted(view.name)}，以后点它就能打开这些条件。")
    return redirect(f"{reverse('review_queue', args=[cycle.code])}?{query}")


@require_POST
def saved_view_delete(request, pk):
    """Forget one of one's own; the views of others are not found."""
    view = get_object_or_404(SavedView.objects.select_related("cycle"), pk=pk, user=request.user)
    delete_view(view=view)
    messages.success(request, f"已删除常用筛选{quoted(view.name)}，项目没有变化。")
    return redirect("review_queue", cycle=view.cycle.code)
