"""统计: lights by unit and kind, spending, what was solved; grades, averages, 抽评; page and workbook."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from evaluation.domain.spot_checks import Given, record_check
from filings.enums import FilingStatus
from tests.evaluation.flow import evaluation_at
from tests.factories import MonitoringRoundFactory
from tests.indicators.flow import bring_to, ready_goal
from tests.monitoring.flow import filled_in


def lines_of(table) -> list[list[str]]:
    return [[cell.text for cell in line.cells] for line in table[1]]


@pytest.fixture
def round(unit, cycle, staff, preparer):
    """Three projects: one caught up since March, one fell behind, one has not reported."""
    goals = [bring_to(ready_goal(unit, cycle), FilingStatus.APPROVED, **staff) for _ in range(3)]
    spring = MonitoringRoundFactory(cycle=cycle, last_month=3)
    summer = MonitoringRoundFactory(cycle=cycle, last_month=6)
    for goal, first, second in zip(goals[:2], ("0次", "2次"), ("2次", "1次"), strict=True):
        filled_in(spring, goal.project, preparer, actual=first)
        filled_in(summer, goal.project, preparer, actual=second)
    return summer


def test_lights_spending_and_what_was_solved(client_for, reviewer, round, unit):
    page = client_for(reviewer).get(reverse("round_statistics", args=[round.pk]))
    by_unit, by_kind, spending, solved = (lines_of(table) for table in page.context["tables"])
    assert by_unit[0] == [unit.label, "1", "", "1", "", "", "1"]
    assert by_unit[-1] == ["合计", "1", "", "1", "", "", "1"]
    assert sum(int(cell or 0) for line in by_kind for cell in line[1:]) > 0
    assert spending[0][1:5] == ["2", "10.00", "5.00", "50.00%"]
    assert solved == [[unit.label, "1", "", "1"], ["合计", "1", "", "1"]]


def test_the_workbook_has_the_same_tables(client_for, reviewer, round):
    address = reverse("round_statistics", args=[round.pk])
    answer = client_for(reviewer).get(address, {"format": "xlsx"})
    book = load_workbook(BytesIO(answer.getvalue()))
    assert book.sheetnames == ["监控灯（按单位）", "监控灯（按指标类别）", "支出与目标进度", "与上次监控相比"]


def test_other_units_are_not_counted(client_for, other_preparer, round):
    page = client_for(other_preparer).get(reverse("round_statistics", args=[round.pk]))
    assert lines_of(page.context["tables"][0]) == [["合计", "", "", "", "", "", ""]]


def test_grades_averages_and_spot_checks(client_for, reviewer, unit, cycle, staff):
    table = evaluation_at(FilingStatus.ENDORSED, unit, cycle, **staff)
    bring_to(ready_goal(unit, cycle), FilingStatus.APPROVED, **staff)
    given = [Given(Decimal(0))] + [Given(None)] * (table.indicators.count() - 1)
    record_check(evaluation=table, by=reviewer, given=given, execution=None, opinion="属实", revision=0)
    page = client_for(reviewer).get(reverse("evaluation_statistics", args=[cycle.code]))
    grades, outcomes, checked = (lines_of(table) for table in page.context["tables"])
    assert grades[0][:8] == [unit.label, "1", "", "", "", "", "1", "100.00"]
    assert all(line[-1] == "100.00%" for line in outcomes)
    assert checked[0][1:3] == [table.project.name, "100.00"] and checked[0][4].startswith("-")
    answer = client_for(reviewer).get(reverse("evaluation_statistics", args=[cycle.code]), {"format": "xlsx"})
    assert answer.getvalue().startswith(b"PK")
