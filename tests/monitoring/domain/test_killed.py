"""A real worker killed while it writes an imported list of 监控表: each table whole or not at all."""

import json

import pytest

from tests.indicators.domain.imports.test_killed import RETRY, new_site

PROJECTS, INDICATORS = 300, 3
WRITTEN_AT = (0, 60, 150)
# Approved goals as a site has them, with a round; the list is the one that a unit downloads.
START = """
import json
from django.core.files.base import ContentFile
from django.utils import timezone
from openpyxl import load_workbook
from filings.models import Filing, FilingVersion
from indicators.domain.imports.uploads import start_import
from indicators.models import CycleRules, Indicator, IndicatorCategory, IndicatorScheme, PerformanceGoal
from monitoring.domain.fill_in import write_fill_in
from monitoring.domain.rounds import open_round, projects_of
from perfgoals.accounts.domain import create_user, grant_role
from perfgoals.accounts.enums import Role
from projects.models import BudgetCycle, Department, Project
cycle = BudgetCycle.objects.create(code="2024", fiscal_year=2024, region="曲江区", level="区级", state="open")
scheme = IndicatorScheme.objects.get(code="2015")
CycleRules.objects.create(cycle=cycle, scheme=scheme)
unit = Department.objects.create(code="130001", name="中共韶关市曲江区委组织部")
user, _ = create_user(username="preparer", full_name="填报员")
grant_role(user=user, role=Role.PREPARER, department=unit)
category = IndicatorCategory.objects.second_tier().filter(scheme=scheme).first()
for n in range({projects}):
    facts = dict(name=f"项目{{n}}", position=n, amount=50000)
    project = Project.objects.create(cycle=cycle, department=unit, **facts)
    filing = Filing.objects.create(kind="goal", cycle=cycle, department=unit, status="approved")
    goal = PerformanceGoal.objects.create(project=project, filing=filing, annual_objective="办好。")
    rows = [
        Indicator.objects.create(
            goal=goal, category=category, name=f"指标{{k}}", annual_target="≥4次", position=k
        )
        for k in range({indicators})
    ]
    frozen = [
        {{"key": row.pk, "tier1": category.parent.name, "tier2": category.name, "name": row.name,
          "annual_target": row.annual_target, "not_applicable": False}}
        for row in rows
    ]
    FilingVersion.objects.create(
        filing=filing, serial=1, version_number=1, action="approve", schema=1, frozen_at=timezone.now(),
        frozen_by=user, content=json.dumps({{"indicators": frozen}}), sha256="0" * 64,
    )
round = open_round(cycle=cycle, by=user, last_month=6)
write_fill_in(round=round, projects=projects_of(round), path={path!r})
book = load_workbook({path!r})
columns = {{cell.value: cell.column for cell in book.active[3]}}
for row in range(4, book.active.max_row + 1):
    book.active.cell(row, columns["1-6月完成情况"]).value = "2次"
book.save({path!r})
with open({path!r}, "rb") as file:
    start_import(
        cycle=cycle, by=user, file=ContentFile(file.read(), "表.xlsx"), filename="表.xlsx", kind="monitoring",
        target={{"round": round.pk}},
    )
"""
CONFIRM = """
from indicators.domain.imports.uploads import start_write
from indicators.models import TableImport
assert start_write(table_import=TableImport.objects.get())
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory, originals):
    folder = tmp_path_factory.mktemp("killed")
    site = new_site(originals, folder)
    path = str(folder / "table.xlsx")
    site.shell(START.format(path=path, projects=PROJECTS, indicators=INDICATORS))
    return site


def torn_reports(site):
    """Reports without all rows, money or filing, and those whose item does not say that it was written."""
    return site.ask(
        f"""SELECT r.id FROM monitoring_monitoringreport r
        LEFT JOIN indicators_importitem i ON i.goal_id = r.project_id AND i.written
        WHERE i.id IS NULL
        OR (SELECT COUNT(*) FROM monitoring_monitoringindicator m WHERE m.report_id = r.id) != {INDICATORS}
        OR (SELECT COUNT(*) FROM monitoring_monitoringmoney m WHERE m.report_id = r.id) != 1
        OR NOT EXISTS (SELECT 1 FROM filings_filing f WHERE f.id = r.filing_id AND f.kind = 'monitoring')"""
    )


@pytest.mark.pure
def test_kills_leave_every_report_whole_and_the_last_retry_finishes(site):
    assert site.worker().wait() == 0
    assert site.ask("SELECT state FROM indicators_tableimport") == [("previewed",)]
    site.shell(CONFIRM)
    for least in WRITTEN_AT:
        before = site.count("monitoring_monitoringreport")
        assert site.kill_when(lambda least=least: site.count("monitoring_monitoringreport") >= least)
        assert torn_reports(site) == []
        written = site.count("indicators_importitem", "written")
        assert site.count("monitoring_monitoringreport") == written >= before
        site.shell(RETRY)
    assert site.worker().wait() == 0
    assert torn_reports(site) == []
    state, summary = site.ask("SELECT state, summary FROM indicators_tableimport")[0]
    assert (state, json.loads(summary)["result"]) == ("written", {"written": PROJECTS, "refused": 0})
    assert site.count("filings_filing", "kind = 'monitoring'") == PROJECTS
