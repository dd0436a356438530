"""按上年新建: the cycle, its settings, the tree mapped once, and last year's projects."""

from datetime import date

import pytest
from django.urls import reverse

from evaluation.models import EvaluationRules
from indicators.domain.entry.copying import copy_goals
from indicators.domain.entry.copying_cycle import copy_cycle
from indicators.domain.entry.resettling import resettle_goals
from indicators.domain.tree_mapping import map_categories, mapped_categories
from indicators.models import CategoryMapping, CheckSetting, PerformanceGoal
from monitoring.models import MonitoringRound, MonitoringRules
from perfgoals.audit.models import AuditEvent
from projects.domain.new_year import next_year
from projects.models import BudgetCycle
from tests.factories import (
    BudgetCycleFactory,
    DepartmentFactory,
    IndicatorFactory,
    MonitoringRoundFactory,
    PerformanceGoalFactory,
    category,
    scheme,
)

from .cycle_page import posted_cycle

pytestmark = pytest.mark.django_db


NEW = {
    "code": "2026", "fiscal_year": "2026", "region": "某县", "level": "区级", "state": "open",
    "title_pattern": "{地区}{年度}年{级次}项目绩效目标表",
}  # fmt: skip


@pytest.fixture
def browser(client_for, administrator):
    return client_for(administrator)


def make(browser, tree="2021", **changes):
    """POST the form of a new cycle of 2026."""
    return browser.post(reverse("cycle_new"), posted_cycle(browser, tree=tree, **NEW | changes))


@pytest.fixture
def last_year(unit):
    return BudgetCycleFactory(fiscal_year=2025, opens_on=date(2024, 8, 1), closes_on=date(2024, 10, 31))


@pytest.fixture
def this_year(last_year):
    return BudgetCycleFactory(fiscal_year=2026, rules__scheme="2021")


@pytest.fixture
def old_goal(last_year, unit):
    goal = PerformanceGoalFactory(project__cycle=last_year, project__department=unit, approved=True)
    for position, tier2 in enumerate(("数量指标", "成本指标", "可持续影响"), start=1):
        IndicatorFactory(goal=goal, position=position, tier2=tier2)
    return goal


def test_the_form_begins_a_year_later(client_for, administrator, last_year):
    page = client_for(administrator).get(reverse("cycle_new"))
    initial = page.context["form"].initial
    assert (initial["code"], initial["fiscal_year"]) == ("2026", 2026)
    assert (initial["opens_on"], initial["closes_on"]) == (date(2025, 8, 1), date(2025, 10, 31))


@pytest.mark.parametrize(("chosen", "stored"), [("True", True), ("False", False), ("", None)])
def test_a_switch_that_nobody_sets_is_as_the_form_has_it(browser, last_year, chosen, stored):
    page = browser.get(reverse("cycle_new")).content.decode()
    assert "未知" not in page and page.count('<option value="" selected>按表样</option>') == 5
    make(browser, **{"rules-form_weight": chosen})
    assert BudgetCycle.objects.get(code="2026").rules.form_weight is stored


@pytest.mark.parametrize(
    ("day", "later"),
    [(date(2024, 2, 29), date(2025, 2, 28)), (date(2025, 2, 28), date(2026, 2, 28)), (None, None)],
)
def test_dates_move_by_a_year(day, later):
    assert next_year(day) == later


def test_dates_move_by_some_years():
    assert next_year(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert next_year(date(2024, 2, 29), 0) == date(2024, 2, 29)


def test_settings_of_all_rooms_go_along(browser, last_year):
    CheckSetting.objects.create(cycle=last_year, check_id="amount_missing", level="advice")
    MonitoringRules.objects.create(cycle=last_year, red_below=50)
    EvaluationRules.objects.create(cycle=last_year, over_share=40)
    make(browser, "2015")
    cycle = BudgetCycle.objects.get(code="2026")
    assert cycle.check_settings.get().check_id == "amount_missing"
    assert cycle.monitoring_rules.red_below == 50 and cycle.evaluation_rules.over_share == 40
    assert last_year.check_settings.count() == 1 and cycle.rules.scheme.code == "2015"


def test_rounds_of_monitoring_are_offered_a_year_later_and_opened_if_ticked(browser, last_year, unit):
    half = MonitoringRoundFactory(
        cycle=last_year, last_month=6, title="2025年上半年", due_on=date(2025, 7, 15), key_from=500000
    )
    half.units.add(unit)
    autumn = MonitoringRoundFactory(cycle=last_year, last_month=9, due_on=date(2025, 10, 15))
    gone = MonitoringRoundFactory(cycle=last_year, last_month=11)
    gone.units.add(DepartmentFactory(active=False))
    page = browser.get(reverse("cycle_new"))
    assert page.context["more"].initial["rounds"] == [half.pk, autumn.pk]
    assert "1—9月：报送截止 2026-10-15" in page.content.decode()
    make(browser, rounds=[half.pk])
    (opened,) = MonitoringRound.objects.filter(cycle__code="2026")
    assert (opened.title, opened.due_on, opened.key_from) == ("2026年上半年", date(2026, 7, 15), 500000)
    assert list(opened.units.all()) == [unit]
    assert AuditEvent.objects.filter(object_type="monitoringround", object_id=str(opened.pk)).exists()


def test_no_rounds_where_none_is_ticked_or_another_years_is_sent(browser, last_year):
    MonitoringRoundFactory(cycle=last_year)
    foreign = MonitoringRoundFactory(cycle=BudgetCycleFactory(fiscal_year=2020))
    assert make(browser, rounds=[foreign.pk]).status_code == 422
    make(browser)
    assert not MonitoringRound.objects.filter(cycle__code="2026").exists()


def test_the_first_cycle_of_a_site_takes_the_newest_tree(browser):
    scheme("2015")
    page = browser.get(reverse("cycle_new"))
    assert page.context["rules"].initial["scheme"] == scheme("2021").pk
    assert make(browser).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "2025"}, "已存在"),
        ({"fiscal_year": "1"}, "2000"),
        ({"closes_on": "2025-01-01", "opens_on": "2025-02-01"}, "早于"),
        ({"rules-scheme": ""}, "必填"),
    ],
)
def test_bad_input_is_said(browser, last_year, wrong, said):
    page = make(browser, **wrong)
    assert page.status_code == 422 and not BudgetCycle.objects.filter(code="2026").exists()


def test_another_tree_leads_to_the_mapping(browser, last_year):
    answer = make(browser)
    assert answer.url == reverse("tree_mapping", args=["2026"])


def test_names_propose_the_mapping(old_goal, last_year, this_year):
    proposed = {
        row.category.name: str(row.target or "")
        for row in mapped_categories(source=last_year, target=this_year)
    }
    assert proposed["成本指标"] == "成本指标 › 经济成本指标"
    assert proposed["社会效益"] == "效益指标 › 社会效益指标" and proposed["可持续影响"] == ""


def mapped(by, **names):
    """可持续影响="社会效益指标": of the tree of 2015 → of 2021."""
    targets = {category(old).pk: new and category(new, "2021").pk for old, new in names.items()}
    map_categories(scheme=scheme("2021"), targets=targets, by=by)


def test_copies_follow_the_mapping(old_goal, this_year, administrator):
    mapped(administrator, 成本指标="经济成本指标", 可持续影响="社会效益指标")
    copy = copy_goals(
        goals=PerformanceGoal.objects.with_project().with_indicators(), cycle=this_year, by=None
    )[0]
    assert [row.category.name for row in copy.goal.indicators.all()] == [
        "数量指标",
        "经济成本指标",
        "社会效益指标",
    ]
    assert copy.unmatched == 0


def test_what_is_not_mapped_waits_for_the_unit(old_goal, this_year, administrator):
    mapped(administrator, 成本指标=None)
    copy = copy_goals(
        goals=PerformanceGoal.objects.with_project().with_indicators(), cycle=this_year, by=None
    )[0]
    assert copy.unmatched == 2


def test_rows_that_wait_follow_a_later_mapping(old_goal, this_year, administrator):
    copy = copy_goals(
        goals=PerformanceGoal.objects.with_project().with_indicators(), cycle=this_year, by=None
    )[0]
    assert copy.unmatched == 2
    mapped(administrator, 成本指标="经济成本指标", 可持续影响="社会效益指标")
    resettle_goals(cycle=this_year)
    goal = PerformanceGoal.objects.get(pk=copy.goal.pk)
    assert goal.unfinished == {} and goal.indicators.count() == 3


def test_the_mapping_page_saves_and_copies(
    client_for, administrator, old_goal, last_year, this_year, do_jobs
):
    browser, address = client_for(administrator), reverse("tree_mapping", args=["2026"])
    shown = browser.get(address).context["form"]
    data = {name: field.initial for name, field in shown.fields.items()} | {"copy": "1"}
    with do_jobs():
        assert browser.post(address, data).url.startswith("/jobs/")
    assert CategoryMapping.objects.count() == len(shown.fields)
    assert this_year.projects.get().previous == old_goal.project


def test_copying_all_skips_closed_units_and_may_be_repeated(old_goal, last_year, this_year, administrator):
    closed = DepartmentFactory(code="140", active=False)
    PerformanceGoalFactory(project__cycle=last_year, project__department=closed)
    assert copy_cycle(source=last_year, target=this_year, by=administrator)["copied"] == 1
    again = copy_cycle(source=last_year, target=this_year, by=administrator)
    assert again["copied"] == 0 and "1 个没有复制：已经复制过" in again["outcome"]


def test_a_tree_in_use_is_not_exchanged(browser, old_goal, last_year):
    data = posted_cycle(browser, cycle="2025", tree="2021")
    page = browser.post(reverse("cycle_edit", args=["2025"]), data)
    assert page.status_code == 422 and "1 个项目按原来的指标体系" in page.content.decode()
    last_year.rules.refresh_from_db()
    assert last_year.rules.scheme.code == "2015"


def test_a_cycle_is_changed_and_its_code_stays(browser, last_year):
    data = posted_cycle(browser, cycle="2025", tree="2015", code="other", region="曲江")
    del data["rules-has_supervisor_step"]
    assert browser.post(reverse("cycle_edit", args=["2025"]), data).status_code == 302
    last_year.refresh_from_db()
    assert (last_year.code, last_year.region) == ("2025", "曲江")
    assert not last_year.rules.__class__.objects.get(cycle=last_year).has_supervisor_step
