"""Workbooks as offices send them, imported through to the database: every value of every variant."""

from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from indicators.domain.imports.previewing import read_import
from indicators.domain.imports.uploads import start_import, write_import
from indicators.enums import ImportState
from indicators.models import PerformanceGoal, TableImport
from tests.factories import FunctionalSubjectFactory, FundSourceFactory
from tests.reading.messy_workbooks import MESSY, PROJECTS, TEXTS
from tests.workbook_files import through_libreoffice

# What is said of a workbook although all of it was understood.
SAID = {"tables_copied_onto_two_sheets": ["没有找到表头，工作表没有读入"]}


@pytest.fixture
def take(cycle, unit, reviewer):
    """take(content): read and written, as an import."""
    FundSourceFactory()
    FunctionalSubjectFactory()

    def act(content, name="表.xlsx"):
        table_import = start_import(cycle=cycle, by=reviewer, file=ContentFile(content, name), filename=name)
        read_import(table_import=table_import)
        assert table_import.state == ImportState.PREVIEWED, table_import.summary["findings"]
        TableImport.objects.filter(pk=table_import.pk).update(state=ImportState.WRITING)
        write_import(table_import=table_import)
        return table_import

    return act


def tier(category):
    """The official schemes write 社会效益 without the last word."""
    return category.name.removesuffix("指标") + "指标"


def stored():
    """Every value of every project in the shape of PROJECTS, and the rest of it."""
    goals = PerformanceGoal.objects.with_project().with_indicators().in_table_order()
    projects = [
        (
            goal.project.name, str(goal.project.amount),
            tuple(
                (tier(row.category.parent), tier(row.category), row.name, row.period_target,
                 row.annual_target)
                for row in goal.indicators.all()
            ),
        )
        for goal in goals
    ]  # fmt: skip
    return projects, goals


def assert_all_stored(unit):
    projects, goals = stored()
    assert projects == list(PROJECTS)
    for goal in goals:
        project = goal.project
        assert (project.department, project.fund_source.code, project.functional_subject.code) == (
            unit, "1111", "2013299",
        )  # fmt: skip
        assert (project.justification, goal.overall_objective, goal.annual_objective) == TEXTS
        assert (goal.unfinished, project.amount_note) == ({}, "")


@pytest.mark.parametrize("name", MESSY)
def test_a_messy_workbook_is_understood_to_the_last_value(take, unit, name):
    table_import = take(MESSY[name]())
    assert_all_stored(unit)
    assert [finding["reason"] for finding in table_import.summary["findings"]] == SAID.get(name, [])
    assert not table_import.items.filter(has_findings=True)


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", ["rich_text_cells", "merged_down_and_sorted_by_hand"])
def test_also_when_libreoffice_saved_it(take, unit, tmp_path, name):
    take(through_libreoffice(MESSY[name](), tmp_path))
    assert_all_stored(unit)


def test_the_second_variant_of_the_same_projects_changes_nothing(take, unit):
    """However a table is arranged, it says the same."""
    take(MESSY["blank_columns_between"]())
    for name in MESSY:
        table_import = take(MESSY[name]())
        assert table_import.summary["counts"] == {"unchanged": 2}, name
    assert Decimal(stored()[0][0][1]) == 50_000
