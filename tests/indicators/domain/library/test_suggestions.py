"""What is suggested for a project, and in which order."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.domain.library.catalogue import build_library, seed_library
from indicators.domain.library.suggestions import suggest
from indicators.enums import LibraryState
from indicators.models import IndicatorCategory, LibraryIndicator
from tests import factories

pytestmark = pytest.mark.django_db


def entry(name, tier2="数量指标", tier1="产出指标", times=0, **fields):
    return LibraryIndicator.objects.create(tier1=tier1, tier2=tier2, name=name, times_used=times, **fields)


def goal(name="网络维护费", subject="2013299", cycle=None, rows=(), **texts):
    subject = factories.FunctionalSubjectFactory(code=subject, name=f"科目{subject}") if subject else None
    fields = {"cycle": cycle} if cycle else {}
    project = factories.ProjectFactory(name=name, functional_subject=subject, **fields)
    made = factories.PerformanceGoalFactory(project=project, **texts)
    for row in rows:
        factories.IndicatorFactory(goal=made, name=row)
    return made


def names(*args, **kwargs):
    return [suggestion.entry.name for suggestion in suggest(*args, **kwargs)]


def test_what_projects_of_the_same_subject_use_comes_before_what_all_use(cycle):
    entry("到处都用", times=400), entry("同科目在用", times=1), entry("没人用")
    goal("宣传费", rows=["同科目在用"])
    asked = goal("网络维护费")
    assert names(goal=asked) == ["同科目在用", "到处都用", "没人用"]


def test_the_units_own_approved_tables_come_first(cycle):
    entry("同科目在用", times=400), entry("本单位批复过", times=1), entry("本单位草稿", times=2)
    goal("宣传费", rows=["同科目在用"])
    asked = goal("网络维护费")
    for name, status in (("本单位批复过", "approved"), ("本单位草稿", "draft")):
        project = factories.ProjectFactory(
            name=f"{name}的其他事", department=asked.project.department, functional_subject=None
        )
        own = factories.PerformanceGoalFactory(project=project, filing__status=status)
        factories.IndicatorFactory(goal=own, name=name)
    assert names(goal=asked)[:2] == ["本单位批复过", "同科目在用"]


def test_a_similar_name_weighs_more_than_the_same_subject(cycle):
    entry("同科目在用"), entry("同名项目在用")
    goal("宣传费", subject="2013299", rows=["同科目在用"])
    goal("机关网络维护费", subject="2080501", rows=["同名项目在用"])
    found = suggest(goal=goal("网络维护费", subject="2013299"))
    assert [s.entry.name for s in found] == ["同名项目在用", "同科目在用"]
    assert [s.alike for s in found] == [1, 1]


def test_a_project_without_subject_gets_suggestions_all_the_same(cycle):
    entry("常用", times=9)
    goal("宣传费", subject=None, rows=["别的"])
    assert names(goal=goal(subject=None)) == ["常用"]


def test_names_that_the_goal_has_already_are_not_suggested(cycle):
    entry("已有"), entry("未有")
    assert names(goal=goal(rows=["已有"])) == ["未有"]


@pytest.mark.parametrize("text", ["巡检", "xjcs", "XJ", "巡 次"])
def test_typed_text_finds_by_characters_words_and_pinyin(text, cycle):
    entry("巡检次数"), entry("培训人次", times=50)
    assert names(goal=goal(), text=text) == ["巡检次数"]


def test_a_name_that_begins_with_the_text_comes_first(cycle):
    entry("年度巡检次数", times=30), entry("巡检次数")
    assert names(goal=goal(), text="巡检")[0] == "巡检次数"


def test_a_category_narrows_to_it(cycle):
    entry("巡检次数"), entry("合格率", tier2="质量指标")
    quality = factories.category("质量指标")
    found = suggest(goal=goal(), category=quality.pk)
    assert [(s.entry.name, s.category) for s in found] == [("合格率", quality)]


def test_a_category_of_another_tree_is_ignored(cycle):
    entry("巡检次数")
    foreign = IndicatorCategory.objects.second_tier().filter(scheme__code="2021").first()
    assert {s.category.scheme.code for s in suggest(goal=goal(), category=foreign.pk)} == {"2015"}


def test_entries_stand_in_the_tree_of_the_goals_cycle(cycle):
    entry("带动增收", tier1="效益指标", tier2="经济效益")
    later = factories.BudgetCycleFactory(fiscal_year=2025, rules__scheme="2021")
    (suggestion,) = suggest(goal=goal(cycle=later))
    assert (suggestion.category.scheme.code, suggestion.category.name) == ("2021", "经济效益指标")


def test_entries_without_a_place_in_the_tree_are_left_out(cycle):
    entry("某某", tier1="其他指标", tier2="其他")
    assert names(goal=goal()) == []


@pytest.mark.parametrize("state", [s for s in LibraryState if s != LibraryState.IN_USE])
def test_only_entries_in_use_are_suggested(state, cycle):
    entry("巡检次数", state=state)
    assert names(goal=goal()) == []


def test_the_usual_values_come_along(cycle):
    for _ in range(2):
        factories.IndicatorFactory(name="巡检次数", period_target="≥12次", annual_target="≥4次")
    build_library(cycle=cycle)
    (suggestion,) = suggest(goal=goal(overall_objective="项目期10年，每年巡检。"))
    assert (suggestion.period, suggestion.annual) == ("≥12次", "≥4次")


def test_a_project_of_one_year_is_proposed_one_value(cycle):
    entry("巡检次数", typical_values=[{"period": "≥12次", "annual": "≥4次", "times": 2}])
    (suggestion,) = suggest(goal=goal(overall_objective="保障机关网络正常运行。"))
    assert (suggestion.period, suggestion.annual) == ("≥4次", "≥4次")


@pytest.mark.parametrize(
    ("tier2", "name", "typical", "proposed"),
    [
        ("质量指标", "设备完好", [("有效", "有效"), ("≥95%", "≥95%")], ("≥95%", "≥95%")),
        ("质量指标", "设备完好", [("有效", "有效")], ("", "")),
        ("时效指标", "办结时间", [("及时", "及时")], ("", "")),
        ("数量指标", "资金到位率", [("100%", "100%")], None),
        ("质量指标", "完成及时性", [("100%", "100%")], None),
        ("社会效益", "群众满意度", [("≥90%", "≥90%")], None),
        ("服务对象满意度", "相关部门满意度", [("100%", "100%")], None),
    ],
)
def test_what_a_check_would_report_is_never_proposed(cycle, tier2, name, typical, proposed):
    values = [{"period": p, "annual": a, "times": 1} for p, a in typical]
    entry(name, tier2=tier2, typical_values=values)
    found = suggest(goal=goal())
    assert [(s.period, s.annual) for s in found] == ([] if proposed is None else [proposed])


def test_never_more_than_asked_for(cycle):
    seed_library(table=factories.published_table())
    assert len(suggest(goal=goal())) == 12 and len(suggest(goal=goal("另一项目"), limit=3)) == 3


def test_eight_queries_whatever_the_size(seed_cycle):
    seed_library(table=factories.published_table())
    asked = goal("新建项目", cycle=seed_cycle)
    asked = asked.__class__.objects.with_project().get(pk=asked.pk)
    LibraryIndicator.objects.bulk_create(
        LibraryIndicator(tier1="产出指标", tier2="数量指标", name=f"指标{n}", times_used=n)
        for n in range(2000)
    )
    with CaptureQueriesContext(
        connection,
    ) as queries:
        suggest(goal=asked, text="率", category=factories.category("质量指标").pk)
    # two of them look up the category for this test
    assert len(queries) - 3 == 8
