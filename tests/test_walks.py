"""The walks stay short: how many rooms somebody opens, and comes back to, who follows one request.

The bounds are what docs/adr/0007-seven-floors.md says was reached, and a few calls more for other databases.
"""

from dataclasses import replace

import pytest
from django.urls import reverse

from indicators.domain.checking.keeping import refresh_findings
from indicators.models import TableImport
from tests.indicators.flow import ready_goal
from tests.indicators.posts import posted, rows_of
from tests.indicators.tables_in import Row, upload, workbook
from tests.walks import walking

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(unit, cycle):
    return ready_goal(unit, cycle)


def assert_short(walk, *, rooms: int, returns: int, calls_back: int):
    assert len(walk.entered) <= rooms, walk.entered
    assert len(walk.returned) <= returns, walk.returned
    assert len(walk.calls_back) <= calls_back, walk.calls_back


def test_saving(client_for, preparer, goal):
    client, address = client_for(preparer), reverse("goal_autosave", args=[goal.pk])
    for target in ("≥3次", "≥4次"):  # what is read once for all is no part of the walk
        rows = rows_of(goal)
        data = posted(goal, rows=[replace(rows[0], period_target=target), *rows[1:]])
        with walking() as walk:
            assert client.post(address, data).status_code == 200
    assert_short(walk, rooms=13, returns=16, calls_back=50)


def test_handing_in(client_for, preparer, goal):
    client = client_for(preparer)
    for handed_in in (goal, ready_goal(goal.project.department, goal.project.cycle)):
        address, data = reverse("goal_submit", args=[handed_in.pk]), {"revision": handed_in.revision}
        with walking() as walk:
            assert client.post(address, data).status_code == 302
    assert_short(walk, rooms=14, returns=14, calls_back=50)


def test_writing_an_import(client_for, preparer, cycle, do_jobs):
    client = client_for(preparer)
    for name in ("甲", "乙"):
        with do_jobs():
            file = upload(workbook([Row(name=name)]))
            client.post(reverse("import_list", args=[cycle.code]), {"file": file})
        table_import = TableImport.objects.latest("pk")
        with walking() as walk, do_jobs():
            client.post(reverse("import_write", args=[table_import.pk]))
        table_import.refresh_from_db()
        assert table_import.state == "written"
    assert_short(walk, rooms=6, returns=6, calls_back=13)


def test_checking_a_cycle(goal, cycle):
    for _ in range(2):  # what the checks read once for all is no part of it either
        with walking() as walk:
            refresh_findings(cycle=cycle)
    assert_short(walk, rooms=6, returns=2, calls_back=24)
