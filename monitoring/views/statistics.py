"""统计 of a round, and the page that both kinds show their figures on."""

from collections import Counter
from collections.abc import Sequence

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.downloads import MEDIA_TYPES, made_file
from printing.grids.grid import ListTable
from printing.grids.workbooks import FormBook

from ..domain.rounds import projects_of, round_before
from ..domain.subjects import monitored_projects
from ..models import MonitoringReport
from ..tables.statistics import statistics
from .scope import round_or_404


@require_safe
def round_statistics(request, pk):
    """Lights by unit and kind, spending against progress, what was solved since the round before."""
    round = round_or_404(request, pk)
    reports = MonitoringReport.objects.visible_to(request.user)
    subjects = monitored_projects(reports.filter(round=round).with_all().in_table_order())
    earlier = monitored_projects(reports.filter(round=round_before(round)).with_all())
    projects = projects_of(round).visible_to(request.user)
    without = projects.exclude(pk__in=reports.filter(round=round).values("project"))
    tables = statistics(
        subjects,
        {(project.unit_code, project.name): project for project in earlier},
        missing_by_unit(without),
        month=round.last_month,
    )
    context = {
        "cycle": round.cycle,
        "heading": f"{round.label}监控",
        "back": reverse("round_detail", args=[pk]),
    }
    return statistics_page(request, tables, context | {"back_label": round.label})


def missing_by_unit(projects) -> Counter:
    """Unit → how many of these projects it has."""
    return Counter(project.department.label for project in projects.select_related("department"))


def statistics_page(request, tables: Sequence[ListTable], context: dict):
    """The tables as a page, or with `?format=xlsx` as a workbook."""
    if request.GET.get("format") == "xlsx":
        record(Verb.EXPORT, by=request.user, name=f"{context['heading']}统计", after={"format": "xlsx"})
        name = f"{context['cycle'].fiscal_year}年{context['heading']}统计.xlsx"
        return made_file(lambda path: _write(tables, path), name=name, content_type=MEDIA_TYPES["xlsx"])
    shown = [(table, [table.shown(line) for line in table.lines]) for table in tables]
    return render(request, "monitoring/statistics.html", context | {"tables": shown})


def _write(tables: Sequence[ListTable], path) -> None:
    book = FormBook()
    for table in tables:
        book.add_list(table, table.title)
    book.save(path)
