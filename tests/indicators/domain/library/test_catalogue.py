"""The library is counted from what projects use, seeded from the published table, extended by proposals."""

import pytest
from django.core.exceptions import ValidationError

from indicators.domain.library.catalogue import (
    accept_proposal,
    build_library,
    decline_proposal,
    propose_indicator,
    seed_library,
    subjects_of,
)
from indicators.enums import LibraryState
from indicators.models import Indicator, LibraryIndicator
from tests import factories

pytestmark = pytest.mark.django_db


def content():
    fields = ("tier1", "tier2", "name", "typical_values", "sign", "unit", "times_used")
    return {entry["name"]: entry for entry in LibraryIndicator.objects.values(*fields)}


def test_the_published_table_gives_its_180_names():
    assert seed_library(table=factories.published_table()) == 180
    assert LibraryIndicator.objects.values("name").distinct().count() == 180
    assert sum(entry["times_used"] for entry in content().values()) == 530


def test_seeding_again_leaves_somebodys_work_alone():
    LibraryIndicator.objects.create(tier1="产出指标", tier2="数量指标", name="自建")
    assert seed_library(table=factories.published_table()) == 0
    assert LibraryIndicator.objects.count() == 1


def test_counting_the_loaded_table_finds_what_was_seeded(seed_cycle):
    seed_library(table=factories.published_table())
    seeded = content()
    assert build_library(cycle=seed_cycle) == (0, 180)
    assert content() == seeded


def test_building_from_a_cycle_equals_seeding_from_its_file(seed_cycle):
    assert build_library(cycle=seed_cycle)[0] == 180
    built = content()
    LibraryIndicator.objects.all().delete()
    seed_library(table=factories.published_table())
    assert content() == built


def test_typical_values_come_most_frequent_first_and_name_unit_and_sign(cycle):
    for target, times in (("≥100人次", 1), ("≥40人次", 3), ("若干", 2)):
        for _ in range(times):
            factories.IndicatorFactory(name="培训人次", period_target=target, annual_target=target)
    build_library(cycle=cycle)
    entry = LibraryIndicator.objects.get()
    assert [value["times"] for value in entry.typical_values] == [3, 2, 1]
    assert entry.usual_value["annual"] == "≥40人次"
    assert (entry.sign, entry.unit, entry.times_used) == ("≥", "人次", 6)


def test_a_whole_calculation_is_not_a_typical_value(cycle):
    calculation = "130*3500*12*10%+130*1250*12+45*4750*12+26*200*12=5294400元，由区财政承担"
    factories.IndicatorFactory(name="补贴标准", period_target=calculation, annual_target=calculation)
    build_library(cycle=cycle)
    assert LibraryIndicator.objects.get().typical_values == []


def test_names_used_too_rarely_stay_out(cycle):
    for name in ("常用", "常用", "少用"):
        factories.IndicatorFactory(name=name)
    assert build_library(cycle=cycle, minimum=2)[0] == 1
    assert list(content()) == ["常用"]


def test_rows_marked_not_applicable_are_no_use(cycle):
    factories.IndicatorFactory(name="不适用的", not_applicable=True)
    assert build_library(cycle=cycle) == (0, 0)


def test_uses_are_counted_over_all_cycles_and_not_twice(cycle):
    later = factories.BudgetCycleFactory(fiscal_year=2025)
    factories.IndicatorFactory(name="维护次数")
    project = factories.ProjectFactory(cycle=later)
    factories.IndicatorFactory(name="维护次数", goal=factories.PerformanceGoalFactory(project=project))
    for each in (cycle, later, cycle):
        build_library(cycle=each)
    assert LibraryIndicator.objects.get().times_used == 2


def test_both_trees_share_an_entry(cycle):
    """经济效益 of 2015 is 经济效益指标 of 2021."""
    later = factories.BudgetCycleFactory(fiscal_year=2025, rules__scheme="2021")
    factories.IndicatorFactory(name="带动增收", tier2="经济效益")
    goal = factories.PerformanceGoalFactory(project=factories.ProjectFactory(cycle=later))
    factories.IndicatorFactory(name="带动增收", tier2="经济效益指标", goal=goal)
    build_library(cycle=cycle)
    build_library(cycle=later)
    assert LibraryIndicator.objects.get().times_used == 2


@pytest.mark.parametrize("state", [LibraryState.RETIRED, LibraryState.DECLINED])
def test_what_an_administrator_took_out_stays_out(state, cycle):
    factories.IndicatorFactory(name="维护次数")
    build_library(cycle=cycle)
    LibraryIndicator.objects.update(state=state, unit="个次")
    assert build_library(cycle=cycle)[0] == 0
    entry = LibraryIndicator.objects.get()
    assert (entry.state, entry.unit) == (state, "个次")


def test_a_name_that_nobody_uses_any_more_keeps_its_values():
    seed_library(table=factories.published_table())
    build_library(cycle=factories.BudgetCycleFactory())
    entry = LibraryIndicator.objects.get(name="支付及时率")
    assert entry.times_used == 0 and entry.typical_values


def test_a_proposal_is_offered_only_after_it_was_accepted(preparer, administrator):
    entry = propose_indicator(by=preparer, tier1="产出指标", tier2="数量指标", name="巡检次数")
    assert not LibraryIndicator.objects.in_use().exists()
    assert accept_proposal(entry=entry, by=administrator)
    entry = LibraryIndicator.objects.in_use().get()
    assert (entry.proposed_by, entry.decided_by) == (preparer, administrator)


def test_a_second_decision_does_not_overturn_the_first(preparer, administrator, make_user):
    entry = propose_indicator(by=preparer, tier1="产出指标", tier2="数量指标", name="巡检次数")
    assert decline_proposal(entry=entry, by=administrator, note="与“巡查次数”重复")
    assert not accept_proposal(entry=entry, by=make_user())
    entry.refresh_from_db()
    assert (entry.state, entry.decided_by) == (LibraryState.DECLINED, administrator)


@pytest.mark.parametrize("state", LibraryState)
def test_a_known_name_is_not_proposed_again_and_the_reason_is_told(state, preparer):
    LibraryIndicator.objects.create(tier1="效益指标", tier2="经济效益", name="带动增收", state=state)
    with pytest.raises(ValidationError, match="带动增收"):
        propose_indicator(by=preparer, tier1="效益指标", tier2="经济效益指标", name="带动增收")


def test_the_same_name_may_stand_under_another_category(preparer):
    LibraryIndicator.objects.create(tier1="产出指标", tier2="数量指标", name="维护")
    assert propose_indicator(by=preparer, tier1="产出指标", tier2="质量指标", name="维护").pk


def test_subjects_are_counted_most_frequent_first(cycle):
    other = factories.FunctionalSubjectFactory(code="2080501", name="行政单位离退休")
    for subject in (other, other, None):
        project = factories.ProjectFactory(cycle=cycle, functional_subject=subject)
        factories.IndicatorFactory(goal=factories.PerformanceGoalFactory(project=project))
    assert subjects_of(Indicator.objects.all()) == [("2080501 行政单位离退休", 2), ("未填功能科目", 1)]
