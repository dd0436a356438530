"""The walks stay short: how many rooms somebody opens, and comes back to, who follows one request.

The bounds are what docs/adr/0007-seven-floors.md says was reached.
"""

from dataclasses import replace

import pytest
from django.urls import reverse

from indicators.domain.checking.keeping import refresh_findings
from indicators.models import TableImport
from tests.indicators.flow import ready_goal
from tests.indicators.posts import posted, reread, rows_of
from tests.indicators.tables_in import Row, upload, workbook
from tests.walks import walking

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(unit, cycle):
    return ready_goal(unit, cycle)


def assert_short(walk, *, rooms: int, returns: int):
    assert len(walk.entered) <= rooms, walk.entered
    assert len(walk.returned) <= returns, walk.returned


def test_saving(client_for, preparer, goal):
    client, address = client_for(preparer), reverse("goal_autosave", args=[goal.pk])
    for target in ("≥3次", "≥4次"):  # what is read once for all is no part of the walk
        rows = rows_of(goal)
        data = posted(goal, rows=[replace(rows[0], period_target=target), *rows[1:]])
        with walking() as walk:
            assert client.post(address, data).status_code == 200
    assert_short(walk, rooms=13, returns=15)


def test_handing_in(client_for, preparer, goal):
    data, client = {"revision": reread(goal).revision}, client_for(preparer)
    with walking() as walk:
        assert client.post(reverse("goal_submit", args=[goal.pk]), data).status_code == 302
    assert_short(walk, rooms=14, returns=14)


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
    assert_short(walk, rooms=7, returns=8)


def test_checking_a_cycle(goal, cycle):
    with walking() as walk:
        refresh_findings(cycle=cycle)
    assert_short(walk, rooms=5, returns=1)
