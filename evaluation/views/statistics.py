"""统计 of a cycle's self-evaluations."""

from django.urls import reverse
from django.views.decorators.http import require_safe

from filings.views.scope import cycle_or_404
from monitoring.views.statistics import missing_by_unit, statistics_page

from ..domain.measured import measured_projects
from ..domain.subjects import evaluated_projects
from ..models import Evaluation, SpotCheck
from ..tables.statistics import statistics


@require_safe
def evaluation_statistics(request, cycle):
    """Grades and averages by unit, what became of the indicators, 抽评."""
    cycle = cycle_or_404(request, cycle)
    found = Evaluation.objects.visible_to(request.user).in_cycle(cycle)
    checks = SpotCheck.objects.filter(evaluation__in=found, checked_at__isnull=False)
    without = measured_projects(request.user, cycle).filter(evaluation__isnull=True)
    tables = statistics(
        evaluated_projects(found.with_all().in_table_order()),
        missing_by_unit(without),
        dict(checks.values_list("pk", "total")),
    )
    context = {"cycle": cycle, "heading": "自评", "back": reverse("evaluation_list", args=[cycle.code])}
    return statistics_page(request, tables, context | {"back_label": "自评"})
