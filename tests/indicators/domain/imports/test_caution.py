"""What a person is asked or told before a file is written: titles, near names, retired codes, lost cells."""

from io import BytesIO

import pytest

from indicators.domain.imports.caution import NearNames, near_key
from indicators.domain.imports.matching import Matcher
from indicators.domain.imports.previewing import item_of
from indicators.domain.imports.references import CodeBook
from indicators.domain.imports.writing import write_items
from indicators.enums import ItemState
from projects.models import Department, FunctionalSubject, FundSource, Project
from reading import read_blocks
from tests.factories import BudgetCycleFactory, PerformanceGoalFactory
from tests.reading.grids import Grid

pytestmark = pytest.mark.django_db

HEADER = ("申报单位", "项目名称", "资金类型", "金额", "功能科目", "二级指标", "三级指标", "年度指标值")


@pytest.fixture
def goal():
    """A stored project of a unit in 韶关市曲江区, 2023."""
    return PerformanceGoalFactory(
        project__name="“河长制”巡河（补助）", project__cycle=BudgetCycleFactory(fiscal_year=2023)
    )


def matched(goal, *, title="", name=None, unit=None, subject=None, extra=()):
    project = goal.project
    grid = Grid()
    if title:
        grid.add(title)
    grid.add(*HEADER, *[f"附列{n}" for n, _ in enumerate(extra)])
    unit = unit or f"{project.department.code}-{project.department.name}"
    fund, chosen = project.fund_source, project.functional_subject
    grid.add(
        unit, name or project.name, f"{fund.code}{fund.name}" if fund else None, 50000,
        subject or (f"{chosen.code}{chosen.name}" if chosen else None), "数量指标", "巡河次数", "≥12次",
        *extra,
    )  # fmt: skip
    file = read_blocks(BytesIO(grid.openpyxl()), filename="t.xlsx")
    (one,) = Matcher(file, CodeBook(project.cycle), allowed=None).match()
    return one


def reasons(one) -> str:
    return " / ".join(finding.reason for finding in one.findings)


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("韶关市曲江区2022年区级项目绩效目标表", "2022年"),
        ("榆林市佳县2023年县级项目绩效目标表", "“榆林市佳县”"),
        ("佳县2023年县级项目绩效目标表", "“佳县”"),
        ("韶关市曲江区2023年区级项目绩效目标表", ""),
        ("曲江区2023年区级项目绩效目标表", ""),
        ("2023年项目绩效目标表", ""),
    ],
)
def test_a_title_of_another_year_or_place_needs_a_confirmation(goal, title, said):
    one = matched(goal, title=title, name="清淤")
    assert one.consents == (["title"] if said else [])
    assert said in reasons(one)


def test_a_doubtful_project_is_only_written_when_confirmed(goal):
    title = "韶关市曲江区2022年区级项目绩效目标表"
    for accepted, written in (((), False), (("unread",), False), (("title",), True)):
        item = item_of(matched(goal, title=title, name="清淤"), 1)
        book = CodeBook(goal.project.cycle)
        write_items(items=[item], book=book, by=None, allowed=None, source="t", accepted=accepted)
        assert item.written is written
        assert ("没有确认" in item.refusal) is not written
        assert Project.objects.filter(name="清淤").exists() is written


def test_much_that_was_not_read_needs_a_confirmation(goal):
    assert matched(goal, name="清淤").consents == []
    one = matched(goal, name="清淤", extra=("甲", "乙", "丙", "丁"))
    assert one.consents == ["unread"]
    assert len(one.block.unread) == 4


@pytest.mark.parametrize("name", ['"河长制"巡河(补助)', "“河长制” 巡河（补助）", "河长制巡河—补助"])
def test_a_near_name_is_shown_beside_the_stored_one(goal, name):
    one = matched(goal, name=name)
    assert one.state == ItemState.NEW
    assert "“‘河长制’巡河（补助）”" in reasons(one)


def test_the_stored_name_itself_and_another_name_are_no_doubt(goal):
    assert "相近" not in reasons(matched(goal))
    assert "相近" not in reasons(matched(goal, name="“河长制”巡河（奖励）"))


def test_near_names_know_those_that_came_before_in_the_file():
    near = NearNames([("1", "甲（一）")])
    assert near.of("1", "甲(一)") == ["甲（一）"]
    assert near.of("1", "甲〔一〕") == ["甲（一）", "甲(一)"]
    assert near.of("2", "甲(一)") == []
    assert near_key("“A”—b（１）") == near_key('"a"-B(1)')


def test_a_retired_subject_that_is_stored_stays_as_it_is(goal):
    subject = goal.project.functional_subject
    assert subject is not None
    FunctionalSubject.objects.filter(pk=subject.pk).update(active=False)
    one = matched(goal, subject=f"{subject.code} {subject.name}")
    assert not [change for change in one.changes if "科目" in change.label]
    assert "已停用" not in reasons(one)


def test_a_text_that_waits_is_not_ended_by_the_empty_cell_of_an_export(goal):
    goal.project.functional_subject = None
    goal.project.save()
    goal.unfinished = {"facts": {"functional_subject": "2139999"}}
    goal.save(update_fields=["unfinished"])
    one = matched(goal, subject="")
    assert one.values["facts"]["functional_subject"] == "2139999"
    assert not [change for change in one.changes if "科目" in change.label]


def test_a_retired_code_of_a_new_project_is_refused_with_the_reason(goal):
    subject = goal.project.functional_subject
    FunctionalSubject.objects.filter(pk=subject.pk).update(active=False)
    FundSource.objects.filter(pk=goal.project.fund_source_id).update(active=False)
    one = matched(goal, name="清淤")
    assert f"“{subject.code} {subject.name}”已停用" in reasons(one)
    assert reasons(one).count("已停用") == 2


def test_a_retired_unit_takes_no_new_project(goal):
    unit = goal.project.department
    Department.objects.filter(pk=unit.pk).update(active=False)
    for said in (f"{unit.code}-{unit.name}", unit.name):
        one = matched(goal, name="清淤", unit=said)
        assert one.state == ItemState.ERROR
        assert "已停用" in reasons(one)
    assert matched(goal).state != ItemState.ERROR


@pytest.mark.parametrize(("beside", "place"), [(True, (2, "A")), (False, (None, None))])
def test_a_name_that_is_not_the_codes_is_told_where_it_stands(goal, beside, place):
    unit = f"{goal.project.department.code}-另一个名称"
    grid = Grid()
    grid.add(*HEADER) if beside else grid.add(f"填报单位：{unit}", *[None] * 7)
    if not beside:
        grid.add(None, *HEADER[1:])
    grid.add(unit if beside else None, "清淤", None, 50000, None, "数量指标", "次数", "≥12次")
    file = read_blocks(BytesIO(grid.openpyxl()), filename="t.xlsx")
    (one,) = Matcher(file, CodeBook(goal.project.cycle), allowed=None).match()
    [told] = [finding for finding in one.findings if finding.field == "unit"]
    assert (told.row, told.column, told.value) == (*place, unit)
