"""Cleaning at the border, on every way into the database."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.forms import modelform_factory

from perfgoals.common.fields import ChosenRowsField, CleanFormField
from projects.models import Project
from tests.factories import ProjectFactory

DIRTY = "党员\x00教育\u202e经费\x07"
CLEAN = "党员教育经费"


def stored(project, column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM projects_project WHERE id = %s", [project.pk])
        return cursor.fetchone()[0]


def test_full_clean_cleans_the_instance(db):
    project = ProjectFactory.build(name=DIRTY, cycle=ProjectFactory().cycle)
    project.clean_fields(exclude=["cycle", "department", "fund_source", "functional_subject"])
    assert project.name == CLEAN


@pytest.mark.parametrize("column", ["name", "justification"])
def test_save_without_validation_stores_clean_text(db, column):
    assert stored(ProjectFactory(**{column: DIRTY}), column) == CLEAN


@pytest.mark.parametrize("column", ["name", "justification"])
def test_bulk_writes_store_clean_text(db, column):
    project = ProjectFactory()
    Project.objects.filter(pk=project.pk).update(**{column: DIRTY})
    assert stored(project, column) == CLEAN
    setattr(project, column, DIRTY + "二")
    Project.objects.bulk_update([project], [column])
    assert stored(project, column) == CLEAN + "二"


def test_a_lookup_finds_what_was_stored_clean(db):
    project = ProjectFactory(name=CLEAN)
    assert Project.objects.get(name=DIRTY) == project


def test_a_name_stays_on_one_line_and_a_text_keeps_its_lines(db):
    form = modelform_factory(Project, fields=["name", "justification"])(
        {"name": "第一行\r\n第二行", "justification": "一、\r\n二、\u2028三、"}
    )
    assert form.is_valid(), form.errors
    assert form.instance.name == "第一行 第二行"
    assert form.instance.justification == "一、\n二、\n三、"


def test_form_fields_clean_before_django_refuses_nul():
    assert CleanFormField().clean(" 组织\x00部 ") == "组织部"
    assert CleanFormField(required=False).clean(None) == ""


def test_text_of_invisible_characters_alone_counts_as_missing(db):
    form = modelform_factory(Project, fields=["name"])({"name": "\u200b\x00\ufeff"})
    assert form.errors["name"] == ["这个字段是必填项。"]


@pytest.mark.parametrize("key", ["9" * 25, "-1", "1e999", "\x00", "x", "٣", "1.5", ""])
def test_what_is_no_key_is_no_choice(db, key):
    """Also where the database would fail: SQLite with an OverflowError, PostgreSQL with a DataError."""
    project = ProjectFactory()
    field = ChosenRowsField(Project.objects.all())
    with pytest.raises(ValidationError):
        field.clean([str(project.pk), key])
    assert list(field.clean([str(project.pk)])) == [project]


def test_a_long_text_is_not_cut_by_the_browser_but_refused_with_its_length():
    class Texts(forms.Form):
        reason = CleanFormField(max_length=500)
        q = CleanFormField(max_length=100)

    form = Texts({"reason": "字" * 501, "q": "字"})
    assert form.errors["reason"] == ["文字有 501 字，最多 500 字，请删减。"]
    assert "maxlength" not in str(form["reason"]) and 'maxlength="100"' in str(form["q"])
    assert "字" * 501 in str(form["reason"])
