"""Texts that no code list had find their place later."""

import pytest

from filings.models import Filing
from indicators.domain.entry.resettling import resettle_goals, start_resettling
from indicators.models import IndicatorCategory, PerformanceGoal
from perfgoals.audit.domain import SYSTEM
from perfgoals.audit.enums import Verb
from perfgoals.audit.models import AuditEvent
from perfgoals.jobs.models import Job
from projects.models import FundSource
from tests.factories import FunctionalSubjectFactory, FundSourceFactory, PerformanceGoalFactory

ROW = {
    "pk": None, "category": None, "category_text": "过程指标 › 管理指标", "name": "管理办法数",
    "period_target": "1个", "annual_target": "1个", "not_applicable": False, "note": "", "position": 0,
}  # fmt: skip
UNFINISHED = {
    "facts": {"fund_source": "9999新资金", "functional_subject": "2019999新科目"},
    "rows": [ROW],
}


@pytest.fixture
def goal(cycle, unit):
    return PerformanceGoalFactory(
        indicators=1, project__cycle=cycle, project__department=unit, project__fund_source=None,
        project__functional_subject=None, unfinished=UNFINISHED,
    )  # fmt: skip


def reread(goal):
    return PerformanceGoal.objects.with_project().with_indicators().get(pk=goal.pk)


def add_everything(cycle):
    FundSourceFactory(code="9999", name="新资金")
    FunctionalSubjectFactory(code="2019999", name="新科目")
    scheme = cycle.rules.scheme
    first = IndicatorCategory.objects.create(scheme=scheme, name="过程指标", position=90)
    IndicatorCategory.objects.create(scheme=scheme, parent=first, name="管理指标", position=91)


def test_each_text_finds_the_entry_that_was_added(goal, cycle):
    add_everything(cycle)
    assert resettle_goals(cycle=cycle) == 1
    found = reread(goal)
    assert (found.project.fund_source.code, found.project.functional_subject.code) == ("9999", "2019999")
    assert [row.name for row in found.indicators.all()] == ["管理办法数", "系统维护数量"]
    assert (found.unfinished, found.revision) == ({}, 2)


def test_what_is_still_unknown_stays_as_it_was(goal, cycle):
    assert resettle_goals(cycle=cycle) == 0
    found = reread(goal)
    assert (found.unfinished, found.revision) == (UNFINISHED, 1)


def test_one_of_two_is_taken_and_the_other_kept(goal, cycle):
    FundSourceFactory(code="9999", name="新资金")
    assert resettle_goals(cycle=cycle) == 1
    found = reread(goal)
    assert found.project.fund_source.code == "9999"
    assert found.unfinished["facts"] == {"functional_subject": "2019999新科目"}


def test_a_table_that_lies_with_the_reviewers_is_left_alone(goal, cycle):
    Filing.objects.update(status="submitted")
    add_everything(cycle)
    assert resettle_goals(cycle=cycle) == 0


def test_a_new_code_in_the_admin_starts_it(goal, client_for, administrator, do_jobs):
    with do_jobs():
        response = client_for(administrator).post(
            "/admin/projects/fundsource/add/", {"code": "9999", "name": "新资金", "active": "on"}
        )
    assert response.status_code == 302
    assert reread(goal).project.fund_source == FundSource.objects.get(code="9999")


def test_the_audit_names_who_added_the_code_and_the_table_who_filled_it_in(
    goal, preparer, client_for, administrator, do_jobs
):
    Filing.objects.update(updated_by=preparer)
    with do_jobs():
        client_for(administrator).post(
            "/admin/projects/fundsource/add/", {"code": "9999", "name": "新资金", "active": "on"}
        )
    event = AuditEvent.objects.get(verb=Verb.CHANGE, object_type="performancegoal")
    assert event.actor == administrator
    assert reread(goal).filing.updated_by == preparer


def test_without_a_person_the_audit_names_the_system(goal, cycle, preparer):
    Filing.objects.update(updated_by=preparer)
    FundSourceFactory(code="9999", name="新资金")
    resettle_goals(cycle=cycle)
    event = AuditEvent.objects.get(verb=Verb.CHANGE, object_type="performancegoal")
    assert (event.actor, event.actor_name) == (None, SYSTEM)
    assert reread(goal).filing.updated_by == preparer


def test_nothing_is_started_where_nothing_waits(administrator, cycle):
    assert start_resettling(by=administrator) is None
    assert not Job.objects.exists()
