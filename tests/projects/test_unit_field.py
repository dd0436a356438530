"""The box for a unit: a select of few, suggestions for many, and what it understands."""

import pytest
from django import forms

from projects.forms import LONGEST_SELECT, UnitField
from projects.models import Department
from tests.factories import DepartmentFactory

pytestmark = pytest.mark.django_db


class UnitForm(forms.Form):
    unit = UnitField(label="单位", required=False)

    def __init__(self, data=None, *, units=None, empty_label="全部单位"):
        super().__init__(data)
        self.fields["unit"].offer(
            Department.objects.all() if units is None else units, empty_label=empty_label
        )


@pytest.fixture
def many_units(unit):
    made = (Department(code=f"4{n:04}", name=f"第{n}单位") for n in range(LONGEST_SELECT))
    return Department.objects.bulk_create(made)


def test_few_units_are_a_select_that_shows_the_chosen_one(unit):
    form = UnitForm({"unit": "130001"})
    assert '<option value="130001" selected>130001-中共韶关市曲江区委组织部</option>' in str(form["unit"])
    assert not form.fields["unit"].is_typed


def test_many_units_are_typed_and_none_of_them_is_sent_along(many_units, django_assert_num_queries):
    with django_assert_num_queries(1):
        form = UnitForm()
        html = str(form["unit"])
    assert form.fields["unit"].is_typed and 'data-unit=""' in html and "<select" not in html
    assert many_units[0].name not in html


def test_where_none_is_chosen_from_a_select_even_few_are_typed(unit):
    assert UnitForm(empty_label="").fields["unit"].is_typed


@pytest.mark.parametrize(
    "typed",
    [
        "130001",
        " 130001 ",
        "130001-中共韶关市曲江区委组织部",
        "中共韶关市曲江区委组织部",
        "130001\x00",
        "１３０００１",
        "130001－中共韶关市曲江区委组织部",
    ],
)
def test_a_unit_is_understood_by_code_name_or_both(typed, unit):
    form = UnitForm({"unit": typed})
    assert form.is_valid() and form.cleaned_data["unit"] == unit


def test_letters_of_a_code_are_understood_in_either_case_but_not_where_two_have_it():
    DepartmentFactory(code="13A001", name="甲")
    assert UnitForm({"unit": "13ａ001－甲"}).is_valid()
    DepartmentFactory(code="13a001", name="乙")
    form = UnitForm({"unit": "13a001"})
    assert form.is_valid() and form.cleaned_data["unit"].name == "乙"
    DepartmentFactory(code="5Ab", name="丙")
    DepartmentFactory(code="5aB", name="丁")
    assert not UnitForm({"unit": "5ab"}).is_valid()


def test_a_name_is_understood_in_any_width_but_not_where_two_have_it(unit):
    DepartmentFactory(code="501", name="第一中学（东校区）")
    form = UnitForm({"unit": "第一中学(东校区)"})
    assert form.is_valid() and form.cleaned_data["unit"].code == "501"
    DepartmentFactory(code="502", name="第一中学〔东校区〕")
    assert not UnitForm({"unit": "第一中学(东校区)"}).is_valid()
    assert UnitForm({"unit": "第一中学〔东校区〕"}).is_valid()


@pytest.mark.parametrize("typed", ["", "  ", None])
def test_nothing_typed_is_no_unit(typed, unit):
    form = UnitForm({"unit": typed})
    assert form.is_valid() and form.cleaned_data["unit"] is None


def test_a_required_unit_is_asked_for(unit):
    class Required(forms.Form):
        unit = UnitField(label="单位")

    assert Required({"unit": ""}).errors["unit"] and Required({"unit": "130001"}).is_valid()


@pytest.mark.parametrize("typed", ["130002", "不存在的单位", "130001x", "-", "<b>"])
def test_an_unknown_unit_is_refused_with_what_was_typed(typed, unit):
    form = UnitForm({"unit": typed})
    assert typed in str(form.errors.as_data()["unit"][0].message)


def test_only_offered_units_are_accepted(unit, other_unit):
    form = UnitForm({"unit": other_unit.code}, units=Department.objects.filter(pk=unit.pk))
    assert "unit" in form.errors


def test_what_was_typed_stays_in_the_box(many_units):
    assert 'value="没有这个"' in str(UnitForm({"unit": "没有这个"})["unit"])
