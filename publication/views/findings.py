"""公开前检查 on one page: every finding with its place, why it matters and what to write instead."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from projects.models import Department

from .. import rules
from ..checks import PublicationFinding
from ..domain.content import mark_of, rules_mark, source_of, typo_rules
from ..domain.register import gaps, register_rows
from ..forms import FindingsFilterForm
from ..models import UnitCheck
from .scope import task_or_404

PAGE_SIZE = 100


@dataclass(frozen=True)
class FindingLine:
    """One finding and the unit it belongs to."""

    unit: Department
    finding: PublicationFinding


@require_safe
def publication_findings(request, pk):
    task = task_or_404(request, pk)
    checks = list(UnitCheck.objects.visible_to(request.user).filter(task=task).select_related("department"))
    form = FindingsFilterForm(request.GET, units=[check.department for check in checks])
    lines = [line for line in _lines(checks) if _passes(line, form.chosen)]
    rows = register_rows(task, user=request.user)
    context = {
        "task": task,
        "cycle": task.cycle,
        "form": form,
        "page": Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page")),
        "blocking": sum(check.blocking for check in checks),
        "advice": sum(check.advice for check in checks),
        "checked": checks,
        "stale": _stale(task, checks),
        "gaps": gaps(rows),
        "may_manage": rules.may_manage_publication(request.user),
    }
    return render(request, "publication/findings.html", context)


def _lines(checks: list[UnitCheck]) -> list[FindingLine]:
    """The blocking ones first, within a level by unit."""
    lines = [FindingLine(check.department, finding) for check in checks for finding in check.found]
    return sorted(lines, key=lambda line: not line.finding.blocks)


def _passes(line: FindingLine, chosen: dict) -> bool:
    wanted = {"level": line.finding.level, "check": line.finding.check, "unit": line.unit.code}
    return all(wanted[name] == value for name, value in chosen.items())


def _stale(task, checks: list[UnitCheck]) -> list[Department]:
    """Units whose tables, or the list of typos, changed after their check."""
    rules = rules_mark(typo_rules())
    checked = {check.department_id: (check.mark, check.rules) for check in checks}
    return [
        content.department
        for content in source_of(task).units(task)
        if content.department.pk in checked
        and checked[content.department.pk] != (mark_of(task, content), rules)
    ]
