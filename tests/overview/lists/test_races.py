"""Two people write a list at the same moment, each in a process: each unit and each person is made once."""

import pytest
from django.core.exceptions import ValidationError

from overview.lists.uploads import start_upload, write_upload
from perfgoals.accounts.models import User
from perfgoals.audit.domain import find_breaches
from perfgoals.audit.enums import Verb
from perfgoals.audit.models import AuditEvent
from projects.enums import ListKind
from projects.models import Department, ListUpload
from tests.processes import run_together, shared_database

from .files import PEOPLE, UNITS, list_file

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = 20


def write(upload, user):
    try:
        write_upload(upload=ListUpload.objects.get(pk=upload), by=User.objects.get(pk=user))
    except ValidationError as refusal:
        return refusal.messages[0]
    return "done"


def uploaded(kind, titles, rows, by):
    file = list_file(titles, *rows)
    return start_upload(kind=kind, content=file.read(), filename=file.name, by=by).pk


def made(kind):
    """(titles, rows, how many of them are stored)."""
    if kind == ListKind.UNITS:
        rows = [(f"9{n:02}", f"测试单位{n}", "", "行政单位") for n in range(COUNT)]
        return UNITS, rows, lambda: Department.objects.filter(name__startswith="测试单位").count()
    rows = [(f"人员{n}", f"clerk{n}", "130001", "填报") for n in range(COUNT)]
    return PEOPLE, rows, lambda: User.objects.filter(username__startswith="clerk").count()


@pytest.mark.parametrize("kind", [ListKind.UNITS, ListKind.PEOPLE])
@pytest.mark.parametrize("same", [True, False], ids=["one upload", "two uploads"])
def test_two_imports_at_once(tmp_path, unit, administrator, make_user, kind, same):
    titles, rows, stored = made(kind)
    uploads = [uploaded(kind, titles, rows, administrator) for _ in range(1 if same else 2)]
    people = [administrator, make_user("administrator")]
    with shared_database(tmp_path):
        answers = run_together(write, *((uploads[n % len(uploads)], p.pk) for n, p in enumerate(people)))
        assert answers.count("done") == 1, answers
        assert all("没有" in answer for answer in answers if answer != "done"), answers
        assert stored() == COUNT
        assert AuditEvent.objects.filter(verb=Verb.IMPORT).count() == 1
        assert list(find_breaches()) == []
