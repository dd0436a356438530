"""Lines of content: the same from either database, the moment of a snapshot, every kind of value."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from perfgoals.backup.content import checksum_of, columns, lines_of, tables, values_of
from perfgoals.jobs.models import Job
from projects.models import Project
from tests.factories import JobFactory, ProjectFactory


def came_back(model, line) -> dict:
    return dict(zip([field.attname for field in columns(model)], values_of(model, line), strict=True))


@pytest.mark.django_db
def test_a_row_goes_into_a_line_and_comes_back():
    moment = timezone.now() - timedelta(days=400)
    project = ProjectFactory(amount=Decimal("852700.10"), name="“引号”，😀")
    job = JobFactory(params={"b": [1, None, "二"], "a": {}}, heartbeat=moment)
    [line] = lines_of(Project, using="default")
    again = Project(**came_back(Project, line))
    assert (again.name, again.amount) == (project.name, Decimal("852700.10"))
    [line] = lines_of(Job, using="default")
    again = Job(**came_back(Job, line))
    assert (again.params, again.heartbeat, again.created_at) == (job.params, moment, job.created_at)


@pytest.mark.django_db
def test_keys_inside_json_stand_in_one_order():
    JobFactory(params={"b": 1, "aaa": 2, "c": {"z": 1, "y": 2}})
    [line] = lines_of(Job, using="default")
    assert '{"aaa":2,"b":1,"c":{"y":2,"z":1}}' in line.decode()


@pytest.mark.django_db
def test_the_checksum_sees_every_change():
    project = ProjectFactory(amount=Decimal("100.00"))
    before, counts = checksum_of("default")
    assert counts["projects_project"] == 1
    assert checksum_of("default")[0] == before
    Project.objects.filter(pk=project.pk).update(amount=Decimal("100.01"))
    assert checksum_of("default")[0] != before


def test_every_table_of_ours_is_in_it():
    names = {model._meta.db_table for model in tables()}
    ours = {name for name in connection.introspection.django_table_names() if "_" in name}
    left_out = {"django_content_type", "auth_permission", "django_admin_log", "django_session"}
    counted = {f"indicators_{name}" for name in ("unitchange", "unitcount", "unitwords", "countrun")}
    assert ours - names <= left_out | counted
    assert {"audit_auditevent", "filings_filingversion", "django_tasks_database_dbtaskresult"} <= names
