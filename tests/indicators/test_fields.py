"""The list of fields agrees with everything that cannot read it: models, files, the record."""

from dataclasses import fields

import pytest

from indicators.checks import CheckedIndicator, CheckedProject
from indicators.fields import (
    CELLS,
    FACTS,
    FIELD,
    PROJECT_FIELDS,
    REMARKED,
    ROW_FIELDS,
    FieldKind,
    field_named,
    text_limits,
)
from indicators.models import Indicator, PerformanceGoal
from indicators.models.goal import GOAL_FACTS
from indicators.record import ROW_TEXTS, GoalRecord, IndicatorRecord
from indicators.tables.columns import COLUMNS
from projects.models import Project
from reading.fields import FIELD as FILE_FIELD

pytestmark = pytest.mark.pure


def model_field(name: str, field):
    if field.of_row:
        return Indicator._meta.get_field(name)
    return (PerformanceGoal if name in GOAL_FACTS else Project)._meta.get_field(name)


@pytest.mark.parametrize(("name", "field"), [*FACTS.items(), *CELLS.items()])
def test_label_and_limit_are_those_of_the_model(name, field):
    stored = model_field(name, field)
    assert stored.verbose_name == field.label
    if field.is_text:
        assert stored.max_length == field.limit


@pytest.mark.parametrize("key", [key for key in FIELD if key in FILE_FIELD])
def test_a_file_calls_the_field_the_same(key):
    assert FILE_FIELD[key].label == FIELD[key].label


def test_a_key_means_one_field():
    assert len(FIELD) == len(PROJECT_FIELDS) + len(ROW_FIELDS)


@pytest.mark.parametrize("field", PROJECT_FIELDS + ROW_FIELDS, ids=lambda field: field.key)
def test_every_name_leads_to_its_field(field):
    assert {field_named(name, of_row=field.of_row) for name in field.names} == {field}


def test_a_name_without_its_place_means_the_project_first():
    assert field_named("name").key == "name"
    assert field_named("name", of_row=True).key == "indicator"
    assert field_named("indicator").input == "name"
    assert field_named("fund_code") is field_named("fund_source") is FIELD["fund"]
    assert field_named("不知道") is None


def test_the_record_has_every_field_and_its_parts():
    known = {field.name for field in fields(GoalRecord)} | {"unit", "fund", "subject"}
    for field in PROJECT_FIELDS:
        if field.kind is not FieldKind.ROWS:
            assert {field.key, *field.parts} <= known
    assert {field.key for field in ROW_FIELDS} <= {*ROW_TEXTS, "tier1", "tier2", "indicator"}


def test_every_column_is_a_field_and_every_remark_has_a_column():
    keys = [column.key for column in COLUMNS]
    assert set(keys) <= FIELD.keys()
    assert REMARKED.keys() <= set(keys)


def test_limits_are_of_texts_only():
    assert set(text_limits(FACTS)) == {name for name, field in FACTS.items() if field.is_text}
    assert text_limits(CELLS)["note"] == 200


def test_what_checks_look_at_is_of_the_same_family():
    assert issubclass(CheckedProject, GoalRecord)
    assert issubclass(CheckedIndicator, IndicatorRecord)
