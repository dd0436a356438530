"""A unit's bits leave out no name that the search finds."""

import pytest
from django.core.management import call_command

from indicators.domain.counting.keeping import differences, keep_counts
from indicators.domain.counting.words import signature, units_naming, words_of
from indicators.models import CountRun, UnitChange, UnitWords
from perfgoals.common.folding import patterns
from projects.models import Project
from tests.factories import PerformanceGoalFactory, ProjectFactory

NAMES = [
    "党建经费（Ａ段）",
    "ABC系统运维费",
    "Ｗｉ-Ｆｉ覆盖",
    "一、二期",
    "①号桥",
    "道路，照明",
    "50%补助",
    "é文化",
]
TEXTS = [
    "党建",
    "费",
    "经费(a",
    "Ａ段",
    "a段",
    "abc",
    "ｂＣ系",
    "wi-fi",
    "WI-FI",
    "一、二",
    "二期",
    "号桥",
    "路,照",
    "50%",
    "％补",
    "文化",
    "费（A",
    "①号",
    "，照明",
]


@pytest.fixture
def named(cycle, unit, other_unit):
    for name in NAMES:
        PerformanceGoalFactory(project__cycle=cycle, project__department=unit, project__name=name)
    PerformanceGoalFactory(project__cycle=cycle, project__department=other_unit, project__name="乙")
    return cycle


@pytest.mark.parametrize("text", [*TEXTS, *NAMES])
def test_every_unit_that_the_search_finds_is_among_them(named, unit, text):
    keep_counts()
    found = set(Project.objects.filter(name__alike=text).values_list("department", flat=True))
    units = units_naming(text, cycle=named, most=9)
    assert patterns(text) and (units is None or found <= set(units))


def test_other_units_are_left_out_until_something_of_theirs_changes(named, unit, other_unit):
    keep_counts()
    assert (
        units_naming("党建", cycle=named, most=9) == [unit.pk]
        and units_naming("火星探测", cycle=named, most=9) == []
    )
    Project.objects.filter(department=other_unit).update(name="丙")
    assert units_naming("党建", cycle=named, most=9) == sorted([unit.pk, other_unit.pk])
    keep_counts()
    assert units_naming("丙", cycle=named, most=9) == [other_unit.pk] and not UnitChange.objects.exists()


@pytest.mark.parametrize("text", ["（）", "!", ""])
def test_signs_alone_say_nothing(named, text):
    keep_counts()
    assert units_naming(text, cycle=named, most=9) is None


def test_nothing_is_known_where_nothing_is_kept(named):
    CountRun.objects.all().delete()
    assert units_naming("党建", cycle=named, most=9) is None


def test_words_of_a_unit_that_has_no_project_any_more_are_forgotten(named, unit, other_unit):
    """It had one without a table, of which nothing is counted."""
    Project.objects.filter(department=other_unit).update(department=unit)
    lone = ProjectFactory(cycle=named, department=other_unit)
    keep_counts()
    assert UnitWords.objects.filter(department=other_unit).exists()
    Project.objects.filter(pk=lone.pk).update(department=unit)
    call_command("recount")
    assert not UnitWords.objects.filter(department=other_unit).exists() and differences(named) == []


def test_what_is_kept_is_compared(named, unit):
    keep_counts()
    assert differences(named) == []
    UnitWords.objects.filter(department=unit).update(bits=signature([]))
    assert differences(named) == [f"words {unit.pk}"]
    assert [row.department_id for row in words_of(named, [unit.pk])] == [unit.pk]
