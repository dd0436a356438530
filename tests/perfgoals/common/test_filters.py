"""Filters of lists: what is wrong is dropped, what only says how the list looks is no filter."""

import pytest
from django import forms

from perfgoals.common.filters import FilterForm

pytestmark = pytest.mark.pure


class Fruit(FilterForm):
    not_filters = frozenset({"order"})
    kind = forms.ChoiceField(required=False)
    least = forms.IntegerField(required=False)
    order = forms.CharField(required=False)

    def offer(self, *, kinds):
        self.fields["kind"].choices = [("", "全部"), *((kind, kind) for kind in kinds)]


@pytest.mark.parametrize(
    ("data", "chosen"),
    [
        ({}, {}),
        ({"kind": "", "least": ""}, {}),
        ({"kind": "apple", "least": "3"}, {"kind": "apple", "least": 3}),
        ({"kind": "stone", "least": "3"}, {"least": 3}),
        ({"kind": "apple", "least": "many"}, {"kind": "apple"}),
        ({"kind": "apple", "order": "-least", "unknown": "x"}, {"kind": "apple"}),
    ],
)
def test_wrong_values_are_dropped_and_the_order_is_no_filter(data, chosen):
    assert Fruit(data, kinds=["apple", "pear"]).chosen == chosen


def test_a_list_without_choices_of_its_own_needs_none():
    class Plain(FilterForm):
        q = forms.CharField(required=False)

    assert Plain({"q": "甲"}).chosen == {"q": "甲"}
