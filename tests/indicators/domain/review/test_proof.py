"""A table changed past the program, after it was handed in, is named with what was changed."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from filings.domain import proof
from filings.domain.proof import differences, find_altered_tables
from filings.enums import Action, FilingStatus
from filings.models import Filing, FilingTransition, FilingVersion
from indicators.models import Indicator, PerformanceGoal
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.append_only import seal, unseal
from projects.models import Department, Project
from tests.factories import PerformanceGoalFactory
from tests.indicators.flow import bring_to, ready_goal, step

pytestmark = pytest.mark.django_db
TRANSITIONS = FilingTransition._meta.db_table
VERSIONS = FilingVersion._meta.db_table


@pytest.fixture
def people(preparer, supervisor, approver):
    return {"preparer": preparer, "supervisor": supervisor, "approver": approver}


@pytest.fixture
def goal(unit, cycle):
    return ready_goal(unit, cycle, project__amount="50000.00")


def found() -> list[str]:
    return [breach.message for breach in find_altered_tables()]


@pytest.mark.parametrize("status", FilingStatus)
def test_a_table_that_went_its_way_is_as_it_was_frozen(goal, people, status):
    bring_to(goal, status, **people)
    assert found() == []


def test_a_table_taken_back_and_handed_in_again(goal, people, preparer):
    for action in (Action.SUBMIT, Action.WITHDRAW, Action.SUBMIT):
        step(goal, action, preparer)
    assert found() == []


@pytest.mark.parametrize("status", [FilingStatus.SUBMITTED, FilingStatus.ENDORSED, FilingStatus.APPROVED])
def test_an_amount_changed_by_sql_is_named_with_both_figures(goal, people, status):
    bring_to(goal, status, **people)
    Project.objects.filter(pk=goal.project_id).update(amount="60000.00")
    [message] = found()
    assert "金额存档时是“50000.00”，现在是“60000.00”" in message


def test_a_target_changed_by_sql_is_named_with_its_row(goal, people):
    bring_to(goal, FilingStatus.APPROVED, **people)
    Indicator.objects.filter(pk=goal.indicators.last().pk).update(annual_target="≥1次")
    [message] = found()
    assert f"指标第 {goal.indicators.count()} 行年度指标值" in message


def test_a_row_deleted_by_sql_is_named(goal, people):
    bring_to(goal, FilingStatus.SUBMITTED, **people)
    count = goal.indicators.count()
    goal.indicators.last().delete()
    assert f"指标存档时有 {count} 行，现在有 {count - 1} 行" in found()[0]


def test_the_same_change_in_a_draft_is_the_units_own(goal, people):
    bring_to(goal, FilingStatus.RETURNED, **people)
    Project.objects.filter(pk=goal.project_id).update(amount="60000.00")
    assert found() == []


def test_a_unit_that_was_renamed_is_no_breach(goal, people, unit):
    bring_to(goal, FilingStatus.APPROVED, **people)
    Department.objects.filter(pk=unit.pk).update(name="改了名称的单位")
    assert found() == []


def test_a_status_set_by_sql_is_named(goal, people):
    bring_to(goal, FilingStatus.SUBMITTED, **people)
    Filing.objects.filter(pk=goal.filing_id).update(status=FilingStatus.APPROVED)
    assert found()[0] == "状态是“已批复”，按流转记录应是“待主管部门审核”，被直接改过"


def test_a_draft_approved_by_sql_is_named(unit, cycle):
    goal = PerformanceGoalFactory(project__department=unit, project__cycle=cycle)
    Filing.objects.filter(pk=goal.filing_id).update(status=FilingStatus.APPROVED)
    assert found() == [
        "状态是“已批复”，按流转记录应是“草稿”，被直接改过",
        "已送审，却没有存档的版本",
    ]


def test_a_step_deleted_by_sql_is_named(goal, people):
    bring_to(goal, FilingStatus.ENDORSED, **people)
    unseal(connection, TRANSITIONS)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TRANSITIONS} WHERE action = 'endorse'")
    seal(connection, TRANSITIONS, ["update"])
    assert "流转记录是“送审”，审计记录里是“送审、审核通过”" in found()


def test_a_request_recorded_under_the_verb_of_the_step_is_no_step(goal, people, preparer):
    """As requests of 调整 were until November 2026; the audit is never rewritten."""
    bring_to(goal, FilingStatus.APPROVED, **people)
    record(Verb.REVISE, by=preparer, obj=goal, note="申请调整：预算有变")
    assert found() == []


def test_a_step_that_only_the_audit_has_is_named(goal, people, approver):
    bring_to(goal, FilingStatus.APPROVED, **people)
    record(Verb.REVISE, by=approver, obj=goal, before={"状态": "已批复"}, after={"状态": "草稿", "版本": 2})
    assert "审计记录里是“送审、审核通过、批复、调整”" in found()[0]


def test_a_field_that_a_later_program_freezes_is_no_breach(goal, people):
    """The version stays as the earlier program made it; the audit knows its checksum."""
    bring_to(goal, FilingStatus.SUBMITTED, **people)
    version = goal.filing.versions.get()
    content = json.loads(version.content)
    del content["project"]["subject_code"]
    del content["indicators"][0]["note"]
    unseal(connection, VERSIONS)
    FilingVersion.objects.filter(pk=version.pk).update(content=json.dumps(content))
    seal(connection, VERSIONS, ["update"])
    assert found() == []


def test_the_command_fails_and_names_it(goal, people):
    bring_to(goal, FilingStatus.SUBMITTED, **people)
    out, err = StringIO(), StringIO()
    call_command("verify_versions", stdout=out)
    assert "各表与存档一致" in out.getvalue()
    Project.objects.filter(pk=goal.project_id).update(amount="1.00")
    with pytest.raises(CommandError, match="共 1 处"):
        call_command("verify_versions", stderr=err)
    assert goal.project.name in err.getvalue()


@pytest.mark.parametrize(
    ("frozen", "now", "said"),
    [
        ({"a": "1"}, {"a": "1"}, []),
        ({"amount": None}, {"amount": "5.00"}, ["金额存档时为空，现在是“5.00”"]),
        ({"rows": ["a"]}, {"rows": ["a", "b"]}, ["rows存档时有 1 行，现在有 2 行"]),
        ({"unit_code": "1", "unit_name": "甲"}, {"unit_code": "1", "unit_name": "乙"}, []),
        ({"fund_code": "1"}, {"fund_code": "1", "fund_name": "甲", "since": "x"}, []),
        ({"dropped": "1", "list": [{"a": 1}]}, {"list": [{"a": 1, "since": 2}]}, []),
        ({}, {"attachments": [{"key": 1}]}, ["附件存档时为空，现在有 1 行"]),
        ({"attachments": [{"key": 1}]}, {}, ["附件存档时有 1 行，现在为空"]),
        (
            {"attachments": [{"key": 1}]},
            {"attachments": [{"key": 1, "row": 2}]},
            ["附件第 1 行row存档时为空，现在是“2”"],
        ),
        ({"file_name": "甲"}, {"file_name": "乙"}, ["file_name存档时是“甲”，现在是“乙”"]),
    ],
)
def test_differences_in_words(frozen, now, said):
    assert list(differences(frozen, now)) == said


def test_a_batch_is_compared_with_as_many_queries_as_one_table(unit, cycle, people, monkeypatch):
    def queries(count):
        while PerformanceGoal.objects.count() < count:
            bring_to(ready_goal(unit, cycle), FilingStatus.SUBMITTED, **people)
        with CaptureQueriesContext(connection) as asked:
            assert found() == []
        return len(asked)

    assert queries(1) == queries(6)
    one_batch = queries(6)
    monkeypatch.setattr(proof, "BATCH", 2)
    assert queries(6) > one_batch


def test_a_fault_in_any_batch_is_named(unit, cycle, people, monkeypatch):
    goals = [bring_to(ready_goal(unit, cycle), FilingStatus.SUBMITTED, **people) for _ in range(5)]
    monkeypatch.setattr(proof, "BATCH", 2)
    for goal in goals[1::3]:
        Project.objects.filter(pk=goal.project_id).update(amount="60000.01")
    assert len(found()) == 2
