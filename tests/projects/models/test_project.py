"""What must never be stored about a project."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from projects.models import Project
from projects.models.project import MAX_TEXT
from projects.validators import MAX_AMOUNT
from tests.constraints import assert_refused
from tests.factories import BudgetCycleFactory, DepartmentFactory, ProjectFactory


def unsaved(**changes):
    saved = ProjectFactory()
    given = {"cycle": saved.cycle, "department": saved.department, "name": "另一个项目"}
    return Project(**given | changes)


def test_a_draft_may_lack_everything_but_its_name(db):
    project = unsaved()
    project.full_clean()
    project.save()
    assert project.amount is None


@pytest.mark.parametrize("amount", ["0", "0.01", "50000", str(MAX_AMOUNT)])
def test_amounts_are_kept_to_the_cent(db, amount):
    project = unsaved(amount=Decimal(amount))
    project.full_clean()
    project.save()
    project.refresh_from_db()
    assert project.amount == Decimal(amount)


def test_a_negative_amount_is_refused(db):
    assert_refused(unsaved(amount=Decimal("-0.01")), "金额不能为负数")


def test_an_amount_beyond_the_column_is_refused(db):
    with pytest.raises(ValidationError, match="是否多写了位数"):
        unsaved(amount=MAX_AMOUNT + Decimal("0.01")).full_clean()


def test_a_third_decimal_is_refused_not_rounded(db):
    with pytest.raises(ValidationError, match="小数"):
        unsaved(amount=Decimal("1.005")).full_clean()


def test_a_project_has_a_name(db):
    assert_refused(unsaved(name=""), "不能为空")


def test_a_name_of_invisible_characters_is_no_name(db):
    assert_refused(unsaved(name="\u200b\x00"), "不能为空")


def test_a_name_is_unique_in_its_unit_and_cycle(db):
    project = ProjectFactory(name="党员教育经费")
    twin = Project(cycle=project.cycle, department=project.department, name="党员教育经费")
    assert_refused(twin, "已有同名项目")


def test_another_unit_or_cycle_may_use_the_same_name(db):
    project = ProjectFactory(name="党员教育经费")
    ProjectFactory(name=project.name, cycle=project.cycle, department=DepartmentFactory())
    ProjectFactory(
        name=project.name, cycle=BudgetCycleFactory(fiscal_year=2025), department=project.department
    )


def test_texts_have_a_limit_that_no_table_reaches(db):
    unsaved(justification="字" * MAX_TEXT).full_clean()
    with pytest.raises(ValidationError, match="10000"):
        unsaved(justification="字" * (MAX_TEXT + 1)).full_clean()


def test_table_order_is_by_unit_then_as_entered(db):
    first, second = DepartmentFactory(code="10"), DepartmentFactory(code="20")
    cycle = BudgetCycleFactory()
    made = [
        ProjectFactory(cycle=cycle, department=unit, position=position)
        for unit, position in [(second, 1), (first, 2), (first, 1)]
    ]
    assert list(Project.objects.in_cycle(cycle).in_table_order()) == [made[2], made[1], made[0]]


def test_last_years_project_may_go_without_taking_this_one_along(db):
    old = ProjectFactory()
    new = ProjectFactory(previous=old, cycle=BudgetCycleFactory(fiscal_year=2025))
    old.delete()
    new.refresh_from_db()
    assert new.previous is None


class TestThePreviousProject:
    def test_it_is_read_once_with_its_cycle(self, db, django_assert_num_queries):
        before = ProjectFactory(cycle=BudgetCycleFactory(fiscal_year=2023))
        after = Project.objects.get(pk=ProjectFactory(previous=before).pk)
        with django_assert_num_queries(1):
            assert after.read_previous() == before
            assert after.read_previous().cycle.fiscal_year == 2023
            assert after.previous == before

    def test_there_is_none(self, db, django_assert_num_queries):
        project = Project.objects.get(pk=ProjectFactory().pk)
        with django_assert_num_queries(0):
            assert project.read_previous() is None
