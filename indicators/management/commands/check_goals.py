"""manage.py check_goals: every finding of a cycle or a unit, as sentences or as JSON."""

import json
from itertools import groupby
from operator import itemgetter

from django.core.management.base import BaseCommand

from indicators.checks import CHECKS, Finding, FindingGroup, grouped
from indicators.domain.checking.findings import find_in_cycle
from indicators.domain.checking.settings import settings_of
from indicators.domain.checking.words import place_of
from indicators.enums import CheckLevel, CheckOutcome
from indicators.models import PerformanceGoal

from ..lookup import find_cycle, find_kind, find_unit


class Command(BaseCommand):
    help = "检查一个批次（或其中一个单位）的绩效目标表，列出问题。"

    def add_arguments(self, parser):
        parser.add_argument("--cycle", required=True, help="批次编码，例如 2023")
        parser.add_argument("--unit", help="单位编码，例如 130001；不写就是全部单位")
        parser.add_argument("--kind", help="表的种类：goal（默认）或其他已登记的种类")
        parser.add_argument("--month", type=int, help="监控截至几月；不写就取最近的一次")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出，供其他程序使用")

    def handle(self, *, cycle, unit, **options):
        cycle = find_cycle(cycle)
        department = find_unit(unit) if unit else None
        if kind := find_kind(options["kind"]):
            entries = kind.check(cycle=cycle, unit=department, month=options["month"])
            self.write_other(entries, options["json"])
            return
        goals = list(
            PerformanceGoal.objects.in_cycle(cycle).with_project().with_indicators().in_table_order()
        )
        wanted = {g.pk for g in goals if department is None or g.project.department_id == department.pk}
        by_key = {goal.pk: goal for goal in goals}
        findings = list(find_in_cycle(goals, settings_of(cycle), compared=wanted))
        write = self.write_json if options["json"] else self.write_sentences
        write([(by_key[group.lead.project], group) for group in grouped(findings)])

    def write_other(self, entries: list[dict], as_json: bool):
        """The findings of another kind of table, which come as plain data."""
        if as_json:
            self.stdout.write(json.dumps(entries, ensure_ascii=False, indent=1))
            return
        for (unit, project), found in groupby(entries, key=itemgetter("unit", "project")):
            self.stdout.write(f"\n{unit} {project}")
            for entry in found:
                undecided = "" if entry["outcome"] == "finding" else "（无法判断）"
                self.stdout.write(f"  [{entry['level']}]{undecided} {entry['title']}：{entry['message']}")
        self.stdout.write(f"\n共 {len(entries)} 条。")

    def write_json(self, groups):
        entries = [as_dict(goal, group) for goal, group in groups]
        self.stdout.write(json.dumps(entries, ensure_ascii=False, indent=1))

    def write_sentences(self, groups):
        goal = None
        for current, group in groups:
            if current is not goal:
                goal = current
                self.stdout.write(f"\n{goal.project.department.label} {goal.project.name}")
            level = CheckLevel(group.lead.level).label
            undecided = "（无法判断）" if group.lead.outcome == CheckOutcome.UNDECIDED else ""
            place = "" if group.count > 1 else f"{place_of(goal, group.lead)}："
            self.stdout.write(f"  [{level}]{undecided} {place}{group.message}")
        self.stdout.write(f"\n共 {len(groups)} 条，{sum(group.count for _, group in groups)} 处。")


def as_dict(goal: PerformanceGoal, group: FindingGroup) -> dict:
    """What one check says of a goal as other programs read it; the place is that of the first finding.

    `rows` has every place; `indicator` is None where a field of the project is meant.
    """
    lead = group.lead
    return {
        "unit": goal.project.department.code,
        "project": goal.project.name,
        **_place(goal, lead),
        "check": lead.check_id,
        "title": CHECKS[lead.check_id].title,
        "level": CheckLevel(lead.level).label,
        "outcome": "finding" if lead.outcome == CheckOutcome.FINDING else "无法判断",
        "message": group.message,
        "proposal": group.proposal,
        "also": list(group.also),
        "count": group.count,
        "rows": [
            _place(goal, finding)
            | {"message": finding.message, "proposal": finding.proposal, "also": list(finding.also)}
            for finding in group.findings
        ],
    }


def _place(goal: PerformanceGoal, finding: Finding) -> dict:
    indicator = next((row for row in goal.indicators.all() if row.pk == finding.indicator), None)
    return {"field": finding.field, "indicator": indicator.name if indicator else None}
