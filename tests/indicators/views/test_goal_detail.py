"""One goal as its official table."""

from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.models import PerformanceGoal
from indicators.record import record_of
from indicators.tables.columns import GOAL_LAYOUT
from tests.factories import PerformanceGoalFactory


class TableCells(HTMLParser):
    """Text, rowspan and colspan of the cells of the first goal table."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.cells, self.open = [], False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag in ("th", "td"):
            attrs = dict(attrs)
            self.cells.append(["", int(attrs.get("rowspan", 1)), int(attrs.get("colspan", 1))])
            self.open = True
        elif tag == "br" and self.open:
            self.cells[-1][0] += "\n"

    def handle_endtag(self, tag):
        if tag in ("th", "td"):
            self.open = False

    def handle_data(self, data):
        if self.open:
            self.cells[-1][0] += data


def expected_cells(block):
    head = [
        [cell.text, cell.row_span, cell.column_span] for line in GOAL_LAYOUT.header_cells() for cell in line
    ]
    return head + [[cell.text, cell.row_span, 1] for row in GOAL_LAYOUT.body_rows(block) for cell in row]


@pytest.fixture
def browser(client_for, reviewer):
    return client_for(reviewer)


@pytest.mark.parametrize("position", [1, 2, 27, 54])
def test_the_page_shows_every_cell_of_the_layout(seed_cycle, browser, position):
    goal = PerformanceGoal.objects.get(project__position=position)
    page = browser.get(f"/goals/{goal.pk}/").content.decode()
    assert TableCells(page).cells == expected_cells(record_of(goal))


def test_reason_of_a_row_that_does_not_apply_stands_below_the_table(cycle, unit, browser):
    goal = PerformanceGoalFactory(project__cycle=cycle, project__department=unit, indicators=2)
    row = goal.indicators.last()
    row.not_applicable, row.note = True, "本项目不产生经济效益"
    row.save()
    page = browser.get(f"/goals/{goal.pk}/").content.decode()
    assert "不适用的理由：本项目不产生经济效益" in page
    assert TableCells(page).cells == expected_cells(record_of(goal))


def test_title_unit_of_money_and_state_stand_on_the_page(seed_cycle, browser):
    goal = PerformanceGoal.objects.first()
    page = browser.get(f"/goals/{goal.pk}/").content.decode()
    for text in (seed_cycle.title, GOAL_LAYOUT.money_unit, "草稿", goal.project.functional_subject.path):
        assert text in page


@pytest.mark.parametrize(
    "fields",
    [
        {"project__bare": True},
        {"project__bare": True, "indicators": 2},
        {"overall_objective": "", "annual_objective": ""},
        {"project__justification": "<b>粗</b>&amp;\n第二行"},
        {"project__name": "=1+1"},
    ],
)
def test_odd_goals_are_shown_whole(browser, fields):
    goal = PerformanceGoalFactory(**fields)
    page = browser.get(f"/goals/{goal.pk}/").content.decode()
    assert TableCells(page).cells == expected_cells(record_of(goal))


def test_another_units_goal_is_not_found(client_for, unit, other_preparer, other_supervisor):
    goal = PerformanceGoalFactory(project__department=unit)
    for user in (other_preparer, other_supervisor):
        assert client_for(user).get(f"/goals/{goal.pk}/").status_code == 404


def test_the_cycle_of_the_goal_is_the_one_in_the_frame(browser, cycle, seed_cycle):
    goal = PerformanceGoal.objects.in_cycle(seed_cycle).first()
    assert browser.get(f"/goals/{goal.pk}/").context["current_cycle"] == seed_cycle


def queries_of(browser, goal):
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(f"/goals/{goal.pk}/").status_code == 200
    return len(queries)


def test_a_goal_with_thirty_indicators_costs_as_many_queries_as_one_with_one(browser):
    small, large = PerformanceGoalFactory(indicators=1), PerformanceGoalFactory(indicators=30)
    queries_of(browser, small)
    assert queries_of(browser, large) == queries_of(browser, small) <= 19
