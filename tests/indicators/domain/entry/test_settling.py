from dataclasses import replace
from decimal import Decimal

import pytest

from indicators.domain.entry.entries import References, RowEntry, entry_of, normalised
from indicators.domain.entry.saving import save_goal
from indicators.domain.entry.settling import settle
from tests.factories import FunctionalSubjectFactory, FundSourceFactory, PerformanceGoalFactory, category
from tests.indicators.posts import reread, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(cycle, unit):
    return reread(PerformanceGoalFactory(project__cycle=cycle, project__department=unit, indicators=2))


def settled(goal, entry):
    references = References(goal)
    return settle(normalised(entry, references), goal=goal, references=references)


def kept_after_saving(goal, entry, by=None):
    """The entry that the form shows after this one was saved."""
    result = settled(goal, entry)
    save_goal(goal=goal, by=by, revision=goal.revision, facts=result.facts, rows=result.rows)
    return entry_of(reread(goal))


@pytest.mark.parametrize(("text", "amount"), [("５万元", "50000.00"), ("1,234.5", "1234.50"), ("0", "0.00")])
def test_readable_amount_is_stored_and_shown_in_one_form(goal, text, amount):
    result = settled(goal, typed(entry_of(goal), amount=text))
    assert result.facts["amount"] == Decimal(amount) and result.facts["amount_note"] == ""
    assert "unfinished" in result.facts and result.facts["unfinished"] == {}


@pytest.mark.parametrize("text", ["约5万", "-3", "1,23", "见附件"])
def test_unreadable_amount_is_kept_as_text_and_never_a_number(goal, text):
    after = kept_after_saving(goal, typed(entry_of(goal), amount=text, annual_objective="其余照存"))
    project = reread(goal).project
    assert after.facts["amount"] == text
    assert project.amount is None and project.amount_note == "金额待核对"
    assert reread(goal).annual_objective == "其余照存"


def test_doubt_is_forgotten_when_the_amount_is_set_or_emptied(goal):
    kept_after_saving(goal, typed(entry_of(goal), amount="约5万"))
    after = kept_after_saving(reread(goal), typed(entry_of(reread(goal)), amount=""))
    assert (after.facts["amount"], reread(goal).project.amount_note) == ("", "")


def test_note_of_an_amount_that_was_never_there_stays(goal):
    project = goal.project
    project.amount, project.amount_note = None, "原表金额不可读"
    project.save()
    assert settled(reread(goal), entry_of(reread(goal))).facts["amount_note"] == "原表金额不可读"


@pytest.mark.parametrize("text", ["201", "20132", "9999999", "胡乱输入"])
def test_subject_that_cannot_be_chosen_is_kept_as_text(goal, text):
    FunctionalSubjectFactory(code="201", name="一般公共服务支出")
    FunctionalSubjectFactory(code="20132", name="组织事务")
    after = kept_after_saving(goal, typed(entry_of(goal), functional_subject=text))
    assert after.facts["functional_subject"].startswith(text)
    assert reread(goal).project.functional_subject is None


@pytest.mark.parametrize("text", ["2060404", "2060404 科技成果", "科技成果转化与扩散"])
def test_subject_is_found_by_code_or_whole_name(goal, text):
    FunctionalSubjectFactory(code="2060404", name="科技成果转化与扩散")
    after = kept_after_saving(goal, typed(entry_of(goal), functional_subject=text))
    assert after.facts["functional_subject"] == "2060404 科技成果转化与扩散"


def test_name_that_two_subjects_have_is_not_guessed(goal):
    for code in ("2060404", "2013299"):
        FunctionalSubjectFactory(code=code, name="其他组织事务支出")
    FunctionalSubjectFactory(code="2010101", name="行政运行")
    FunctionalSubjectFactory(code="2010201", name="行政运行")
    assert References(goal).subject("行政运行") is None


def test_closed_codes_stay_where_they_are_chosen_but_cannot_be_chosen_anew(goal):
    fund, closed = goal.project.fund_source, FundSourceFactory(code="99", name="旧资金")
    type(fund).objects.update(active=False)
    assert list(References(reread(goal)).funds) == [fund.code]
    result = settled(reread(goal), typed(entry_of(goal), fund_source=closed.code))
    assert result.facts["fund_source"] is None


def test_name_of_another_project_is_kept_beside_the_old_one(goal, cycle, unit):
    PerformanceGoalFactory(project__cycle=cycle, project__department=unit, project__name="已有项目")
    after = kept_after_saving(goal, typed(entry_of(goal), name="已有项目"))
    assert after.facts["name"] == "已有项目"
    assert reread(goal).project.name == goal.project.name


@pytest.mark.parametrize("field", ["justification", "overall_objective", "annual_objective"])
def test_text_of_32_thousand_characters_is_kept_but_not_put_into_the_table(goal, field):
    long = "字" * 32_000
    after = kept_after_saving(goal, typed(entry_of(goal), **{field: long}))
    assert after.facts[field] == long
    assert len(getattr(goal.project if field == "justification" else reread(goal), field)) < 10_000


def test_new_row_without_category_or_name_is_kept_at_its_place(goal):
    entry = entry_of(goal)
    rows = (
        RowEntry(category_text="产出 › 工作指标", name="粘来的", period_target="≥1次"),
        entry.rows[0],
        RowEntry(category=category().pk, period_target="只有值"),
        entry.rows[1],
    )
    after = kept_after_saving(goal, replace(entry, rows=rows))
    assert after.rows == rows
    assert reread(goal).indicators.count() == 2


def test_stored_row_keeps_its_old_name_in_the_table_until_the_new_one_is_there(goal):
    entry = entry_of(goal)
    emptied = replace(entry.rows[0], name="", annual_target="≥9次")
    after = kept_after_saving(goal, replace(entry, rows=(emptied, entry.rows[1])))
    stored = reread(goal).indicators.all()[0]
    assert after.rows[0] == emptied
    assert (stored.pk, stored.name, stored.annual_target) == (entry.rows[0].pk, "系统维护数量", "≥9次")


def test_spare_rows_are_dropped_and_finished_rows_leave_nothing_behind(goal):
    entry = entry_of(goal)
    unfinished = kept_after_saving(goal, replace(entry, rows=(*entry.rows, RowEntry(name="缺类别"))))
    finished = replace(unfinished.rows[-1], category=category().pk)
    rows = (*unfinished.rows[:-1], RowEntry(category=category().pk), finished)
    after = kept_after_saving(reread(goal), replace(unfinished, rows=rows))
    assert [row.name for row in after.rows][-1] == "缺类别" and after.rows[-1].pk
    assert reread(goal).unfinished == {}


def test_row_that_does_not_apply_carries_the_name_of_its_category(goal):
    row = RowEntry(category=category("经济效益").pk, not_applicable=True, note="公益项目")
    result = settled(goal, replace(entry_of(goal), rows=(row,)))
    values = result.rows[0]
    assert (values.name, values.period_target, values.annual_target) == ("经济效益", "不适用", "不适用")


def test_category_of_another_scheme_is_no_category(goal):
    foreign = category("经济成本指标", code="2021")
    result = settled(goal, replace(entry_of(goal), rows=(RowEntry(category=foreign.pk, name="外来"),)))
    assert result.rows == [] and result.facts["unfinished"]["rows"][0]["name"] == "外来"
