"""What every test may ask for: people by role, units, a browser for each person, the published table.

People are `User`s; `client_for(user)` is that person's browser, already logged in. The home unit of preparer
and supervisor is `unit`; `other_unit` belongs to `other_preparer`. When a test asks for `seed_cycle`, `unit`
is the unit of that table.
"""

import copy
import itertools
import os

import pytest
from django.db import connection
from django.test import Client

from filings.models import Filing
from indicators.domain.loading.published import load_published_table
from indicators.models import CycleRules, Indicator, IndicatorCategory, IndicatorScheme, PerformanceGoal
from perfgoals.common.append_only import unseal
from projects.models import BudgetCycle, Department, FunctionalSubject, FundSource, Project
from tests import factories, people
from tests.originals import Originals, run_name, worker_name

SEED_MODELS = [
    Department,
    FundSource,
    FunctionalSubject,
    IndicatorScheme,
    IndicatorCategory,
    BudgetCycle,
    CycleRules,
    Project,
    Filing,
    PerformanceGoal,
    Indicator,
]
APPEND_ONLY_TABLES = ["audit_auditevent", "filings_filingversion", "filings_filingtransition"]
# Other tests ask line by line what these go through. Counting it again costs a tenth of the suite on 3.11.
COUNTED_ELSEWHERE = (
    "tests/browser/",
    "tests/indicators/test_migrations.py",
    "tests/indicators/views/imports/test_hostile.py",
    "tests/indicators/views/review/test_steps.py",
    "tests/perfgoals/sheets/test_hostile.py",
    "tests/printing/test_archive.py",
    "tests/reading/test_hostile.py",
    "tests/reading/test_printed_pdf.py",
    "tests/reading/test_shapes.py",
    "tests/test_access.py",
    "tests/test_hostile_uploads.py",
)
# Single tests of half a minute: begun last, one would keep a core busy while the other has nothing left.
BEGUN_FIRST = (
    "tests/browser/test_first_hour.py",
    "tests/browser/test_pages_axe.py",
    "tests/browser/test_year.py",
    "tests/indicators/domain/imports/test_killed.py",
    "tests/indicators/test_migrations.py",
    "tests/monitoring/domain/test_killed.py",
    "tests/perfgoals/backup/test_site.py",
    "tests/reading/test_printed_pdf.py",
    "tests/test_hostile_uploads.py",
    "tests/test_worker.py",
)
_folders = itertools.count()


def pytest_collection_modifyitems(items):
    for item in items:
        if item.nodeid.startswith(COUNTED_ELSEWHERE):
            item.add_marker(pytest.mark.no_cover)
    items.sort(key=lambda item: not item.nodeid.startswith(BEGUN_FIRST))


def let_tables_be_emptied():
    """Tables are emptied by DELETE or TRUNCATE after tests with real transactions; these would refuse."""
    emptied_by = "delete" if connection.vendor == "sqlite" else "truncate"
    for table in APPEND_ONLY_TABLES:
        unseal(connection, table, [emptied_by])


@pytest.fixture(scope="session")
def originals(tmp_path_factory):
    """The tables, a site and the demo site, made once in a run by the first who asks; copies of them."""
    folder = tmp_path_factory.getbasetemp()
    shared = folder if worker_name() == "alone" else folder.parent
    originals = Originals(shared / "originals", os.environ.get("DATABASE_URL", ""))
    with originals.in_use():
        yield originals


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, originals, tmp_path_factory):
    """This worker's database: a copy of the tables, instead of all migrations for every worker.

    On SQLite it is a file, as on a real site: in memory, two requests at once would find the tables locked.
    """
    name = f"test_{worker_name()}_{run_name()}"
    site = originals.copied("tables", tmp_path_factory.getbasetemp() / "database", name)
    with django_db_blocker.unblock():
        connection.close()
        # The same dictionary as that of the settings: threads and processes find the copy too.
        connection.settings_dict["NAME"] = site.database
        let_tables_be_emptied()
    yield
    with django_db_blocker.unblock():
        connection.close()
    originals.drop(name)


@pytest.fixture(autouse=True)
def own_files_folder(settings, tmp_path_factory):
    """Every test stores files in a folder of its own, made when first needed."""
    folder = tmp_path_factory.getbasetemp() / f"files-{next(_folders)}"
    settings.MEDIA_ROOT, settings.ANCHOR_DIR = folder, folder / "anchors"


@pytest.fixture(autouse=True)
def answered_files_are_closed(monkeypatch):
    """A server closes the file of an answer when it is sent; of one that a test did not read, this does."""
    answers, ask = [], Client.request

    def request(client, **environ):
        answer = ask(client, **environ)
        if answer.streaming:
            answers.append(answer)
        return answer

    monkeypatch.setattr(Client, "request", request)
    yield
    for answer in answers:
        # Not close(): that would end the request, and the connection to the database with it.
        for close in answer._resource_closers:
            close()


@pytest.fixture(scope="session")
def seed_rows():
    """The rows of the published table, kept by the first test that loads it."""
    return {}


@pytest.fixture
def seed_cycle(db, seed_rows) -> BudgetCycle:
    """The 2023 table: 54 projects of one unit. Read in the regular way once, copied row by row after that."""
    if not seed_rows:
        factories.scheme()
        load_published_table(table=factories.published_table())
        seed_rows.update({model: list(model.objects.order_by("pk")) for model in SEED_MODELS})
    else:
        for model, rows in seed_rows.items():
            model.objects.bulk_create([copy.copy(row) for row in rows])
    return BudgetCycle.objects.get(code="2023")


@pytest.fixture
def supervising_unit(unit) -> Department:
    """The supervising department of `unit`."""
    return unit.parent


@pytest.fixture
def unit(request, db) -> Department:
    if "seed_cycle" in request.fixturenames:
        request.getfixturevalue("seed_cycle")
    return people.home_unit()


@pytest.fixture
def other_unit(unit) -> Department:
    return people.unit_elsewhere()


@pytest.fixture
def cycle(unit) -> BudgetCycle:
    """An open cycle of 2024 with the tree of 2015 and no project."""
    return factories.BudgetCycleFactory(fiscal_year=2024)


@pytest.fixture
def make_user(db):
    """make_user(Role.PREPARER, department=unit): a person with one role, password `factories.PASSWORD`."""

    def make(role=None, *, department=None, **fields):
        return factories.UserFactory(role=role, role__department=department, **fields)

    return make


@pytest.fixture
def preparer(unit):
    return people.person("preparer", department=unit)


@pytest.fixture
def other_preparer(other_unit):
    return people.person("other_preparer", department=other_unit)


@pytest.fixture
def supervisor(unit):
    return people.person("supervisor", department=unit.parent)


@pytest.fixture
def other_supervisor(other_unit):
    return people.person("other_supervisor", department=other_unit.parent)


@pytest.fixture
def reviewer(db):
    return people.person("reviewer")


@pytest.fixture
def approver(db):
    return people.person("approver")


@pytest.fixture
def staff(preparer, supervisor, approver):
    """Whose turn it is in each step, by the names that the flows of the tests know."""
    return {"preparer": preparer, "supervisor": supervisor, "approver": approver}


@pytest.fixture
def administrator(db):
    return people.person("administrator")


@pytest.fixture
def security_officer(db):
    return people.person("security_officer")


@pytest.fixture
def auditor(db):
    return people.person("auditor")


@pytest.fixture
def nobody(db):
    """An account to which no role was granted."""
    return people.person("nobody")


@pytest.fixture
def client_for():
    """client_for(user, htmx=False, **options): this person's browser, logged in."""

    def make(user, *, htmx=False, **options):
        headers = {"HX-Request": "true"} if htmx else {}
        return people.browser_of(user, headers=headers, **options)

    return make


@pytest.fixture
def do_jobs(django_capture_on_commit_callbacks):
    """`with do_jobs(): client.post(…)`: the jobs that the block starts are done at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture(scope="session")
def demo_site(originals, tmp_path_factory):
    """A site of its own with the demo table, on the same kind of database, for tests that run processes."""
    name = f"demo_{worker_name()}_{run_name()}"
    yield originals.copied("demo", tmp_path_factory.getbasetemp() / "demo", name)
    originals.drop(name)
