import json

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError, RestrictedError

from indicators.domain.loading.schemes import load_schemes
from indicators.models import CycleRules, IndicatorCategory, IndicatorScheme
from tests.constraints import assert_refused, assert_refused_by_database
from tests.factories import FIXTURES, BudgetCycleFactory, IndicatorFactory, scheme

TREES = json.loads((FIXTURES / "schemes.json").read_text(encoding="utf-8"))


@pytest.fixture
def tree(db):
    return scheme("2015")


def first_tier(tree):
    return tree.categories.filter(parent=None).first()


@pytest.mark.parametrize("shipped", TREES, ids=lambda shipped: shipped["code"])
def test_a_shipped_tree_is_loaded_in_its_order(tree, shipped):
    loaded = IndicatorScheme.objects.get(code=shipped["code"])
    assert (loaded.name, loaded.source) == (shipped["name"], shipped["source"])
    order = [
        (c.parent.name if c.parent else None, c.name) for c in loaded.categories.select_related("parent")
    ]
    expected = []
    for first in shipped["categories"]:
        expected.append((None, first["name"]))
        expected += [(first["name"], second["name"]) for second in first["children"]]
    assert order == expected


@pytest.mark.parametrize("shipped", TREES, ids=lambda shipped: shipped["code"])
def test_requirements_and_weights_of_a_shipped_tree(tree, shipped):
    loaded = IndicatorScheme.objects.get(code=shipped["code"])
    for first in shipped["categories"]:
        category = loaded.categories.get(parent=None, name=first["name"])
        assert category.weight == first.get("weight")
        required = {c["name"] for c in first["children"] if c.get("required")}
        assert {c.name for c in category.children.filter(required=True)} == required


def test_loading_again_adds_nothing_and_keeps_changes(tree):
    tree.name = "我区的体系"
    tree.save()
    tree.categories.filter(parent__isnull=False).first().delete()
    count = IndicatorCategory.objects.count()
    assert load_schemes(path=FIXTURES / "schemes.json") == 0
    tree.refresh_from_db()
    assert tree.name == "我区的体系"
    assert IndicatorCategory.objects.count() == count


def test_a_first_tier_with_children_is_not_deleted_alone(tree):
    with pytest.raises(RestrictedError):
        first_tier(tree).delete()


def test_a_tree_that_nobody_uses_can_be_deleted_and_is_added_again(tree):
    tree.delete()
    assert load_schemes(path=FIXTURES / "schemes.json") == 1


def test_tiers_and_their_names(tree):
    first = first_tier(tree)
    second = first.children.first()
    assert (first.tier, second.tier) == (1, 2)
    assert str(second) == f"{first.name} › {second.name}"
    assert first not in IndicatorCategory.objects.second_tier()


def test_a_second_tier_name_is_unique_under_its_parent(tree):
    first = first_tier(tree)
    twin = IndicatorCategory(scheme=tree, parent=first, name=first.children.first().name)
    assert_refused(twin, "同一上级下已有同名的指标类别")


def test_a_first_tier_name_is_unique_in_its_tree(tree):
    assert_refused(IndicatorCategory(scheme=tree, name=first_tier(tree).name), "已有同名的一级指标")


def test_the_other_tree_may_use_the_same_name(tree):
    name = "只在一处的指标"
    for code in ("2015", "2021"):
        IndicatorCategory(scheme=scheme(code), name=name).full_clean()
        IndicatorCategory.objects.create(scheme=scheme(code), name=name)


def test_there_is_no_third_tier(tree):
    second = first_tier(tree).children.first()
    with pytest.raises(ValidationError, match="只能选一级指标"):
        IndicatorCategory(scheme=tree, parent=second, name="三级").full_clean()


def test_a_parent_of_another_tree_is_refused(tree):
    with pytest.raises(ValidationError, match="属于另一个指标体系"):
        IndicatorCategory(scheme=scheme("2021"), parent=first_tier(tree), name="某指标").full_clean()


def test_a_weight_is_at_most_a_hundred(tree):
    category = IndicatorCategory(scheme=tree, name="某指标", weight=101)
    with pytest.raises(ValidationError, match="100"):
        category.full_clean()
    assert_refused_by_database(category)


def test_a_tree_in_use_cannot_be_deleted(tree):
    cycle = BudgetCycleFactory()
    with pytest.raises(ProtectedError):
        cycle.rules.scheme.delete()


def test_a_category_in_use_cannot_be_deleted(db):
    with pytest.raises(ProtectedError):
        IndicatorFactory().category.delete()


def test_a_cycle_has_one_set_of_rules(db):
    cycle = BudgetCycleFactory()
    assert CycleRules.objects.get(cycle=cycle).scheme.code == "2015"
    assert_refused_by_database(ForcedInsert(cycle=cycle, scheme=scheme("2021")))


class ForcedInsert(CycleRules):
    """A second row for the same cycle: saving by primary key would replace the first."""

    class Meta:
        proxy = True
        app_label = "indicators"

    def save(self, **kwargs):
        super().save(force_insert=True, **kwargs)
