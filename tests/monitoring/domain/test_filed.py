"""Storing a measuring table with its filing: made once, a revision at each save, locked when handed in."""

import pytest

from filings.enums import FilingStatus
from filings.locking import TableLocked
from filings.models import Filing
from monitoring.domain.filed import store_table, with_approved_keys
from monitoring.models import MonitoringReport
from monitoring.models.report import MONITORING
from monitoring.subject import ApprovedRow
from tests.factories import MonitoringRoundFactory, ProjectFactory

pytestmark = pytest.mark.django_db
APPROVED = (ApprovedRow(7, "产出指标", "数量指标", "人数", "≥5人"),)


def row(name, **more):
    return {"tier1": "产出指标", "tier2": "数量指标", "name": name, "target": "≥5人", **more}


def store(round, project, by, **fields):
    return store_table(
        MonitoringReport, kind=MONITORING, project=project.pk, fields=fields, by=by, round=round
    )


@pytest.fixture
def round(cycle):
    return MonitoringRoundFactory(cycle=cycle)


@pytest.fixture
def project(cycle, unit):
    return ProjectFactory(cycle=cycle, department=unit)


def test_the_first_time_makes_table_and_filing(round, project, preparer):
    report = store(round, project, preparer, annual_objective="甲")
    filing = Filing.objects.get()
    assert (report.filing, filing.kind, filing.department) == (filing, MONITORING, project.department)
    assert (filing.revision, filing.updated_by) == (1, preparer)


def test_each_save_is_a_revision(round, project, preparer):
    store(round, project, preparer, annual_objective="甲")
    report = store(round, project, preparer, annual_objective="乙")
    assert (report.filing.revision, report.annual_objective) == (2, "乙")
    assert MonitoringReport.objects.count() == Filing.objects.count() == 1


@pytest.mark.parametrize("status", [FilingStatus.SUBMITTED, FilingStatus.ENDORSED, FilingStatus.APPROVED])
def test_what_was_handed_in_is_locked(round, project, preparer, status):
    report = store(round, project, preparer, annual_objective="甲")
    Filing.objects.update(status=status)
    with pytest.raises(TableLocked, match=status.label):
        store(round, project, preparer, annual_objective="乙")
    report.refresh_from_db()
    assert report.annual_objective == "甲"


def test_rows_are_bound_by_name_or_target_and_strangers_to_none():
    rows = with_approved_keys([row("人数"), row("次数", target="3次")], APPROVED)
    assert [one["approved_key"] for one in rows] == [7, None]
    assert with_approved_keys([row("人 数")], APPROVED)[0]["approved_key"] == 7
    assert with_approved_keys([row("人数")], None)[0]["approved_key"] is None


def test_rows_that_say_their_key_keep_it():
    rows = [row("人数", approved_key=3)]
    assert with_approved_keys(rows, APPROVED) == rows
