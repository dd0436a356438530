"""Findings as files: many of them are a job's."""

from django.db import transaction

from indicators.models import PerformanceGoal
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.jobs.domain import start_job
from perfgoals.jobs.models import Job
from projects.models import BudgetCycle

OPINION_JOB = "print_opinion"
FINDINGS_JOB = "list_findings"


def start_opinion(*, by, cycle: BudgetCycle, filters: dict) -> Job:
    """Queue the printed 审核意见 of the findings that these filters leave."""
    return _start_listing(OPINION_JOB, f"审核意见：{cycle.title}", by=by, cycle=cycle, filters=filters)


def start_findings(*, by, cycle: BudgetCycle, filters: dict) -> Job:
    """Queue the workbook of the findings that these filters leave: of thousands it takes many seconds."""
    return _start_listing(FINDINGS_JOB, f"检查结果：{cycle.title}", by=by, cycle=cycle, filters=filters)


def _start_listing(kind: str, title: str, *, by, cycle: BudgetCycle, filters: dict) -> Job:
    params = {"cycle": cycle.code, "filters": filters}
    goals = PerformanceGoal.objects.visible_to(by).in_cycle(cycle)
    if unit := filters.get("unit"):
        goals = goals.filter(project__department__code=unit)
    units = goals.order_by().values_list("project__department", flat=True).distinct()
    with transaction.atomic():
        job = start_job(kind=kind, title=title, owner=by, params=params, units=units)
        record(Verb.EXPORT, by=by, obj=job, after=filters)
    return job
