"""The rows of the grid as the page shows them, and that the formset reads what they post."""

import re

import pytest
from django.urls import reverse
from lxml import html

from filings.models import Filing
from indicators.domain.entry.entries import References, RowEntry, entry_of
from indicators.forms.entry.goal import MAX_ROWS, SPARE_ROWS, IndicatorFormSet
from indicators.forms.entry.rows import CategoryOptions, grid_rows, row_to_copy
from indicators.models import PerformanceGoal
from tests.factories import PerformanceGoalFactory

NASTY = "</textarea><script>alert('x')</script>\"&\n第二行"


@pytest.fixture
def goal(cycle, unit):
    made = PerformanceGoalFactory(project__cycle=cycle, project__department=unit, indicators=3)
    made.indicators.update(name=NASTY, note='备注"<b>', not_applicable=True)
    return made


@pytest.fixture
def client(client_for, preparer):
    return client_for(preparer)


def page_of(client, goal):
    return html.fromstring(client.get(reverse("goal_edit", args=[goal.pk])).content.decode())


def posted(page) -> dict[str, str]:
    """What a browser would send of the page's form."""
    form = page.get_element_by_id("entry")
    return {name: value.removeprefix("\n") for name, value in form.form_values() if "__prefix__" not in name}


def test_what_the_page_shows_is_read_back_as_it_is(client, goal):
    data = posted(page_of(client, goal))
    references = References(goal)
    formset = IndicatorFormSet(data, references=references)
    assert formset.is_valid(), formset.errors
    read = [row for _, row in formset.kept if not row.is_spare]
    shown = list(entry_of(PerformanceGoal.objects.get(pk=goal.pk)).rows)
    assert [[text.replace("\r\n", "\n") for text in (row.name, row.note)] for row in read] == [
        [row.name, row.note] for row in shown
    ]
    assert [(r.pk, r.category, r.not_applicable) for r in read] == [
        (r.pk, r.category, r.not_applicable) for r in shown
    ]


def test_saving_the_page_as_it_was_opened_changes_nothing(client, goal):
    before = Filing.objects.get(pk=goal.filing_id).revision
    answer = client.post(reverse("goal_save", args=[goal.pk]), posted(page_of(client, goal)))
    assert answer.status_code == 302
    assert Filing.objects.get(pk=goal.filing_id).revision == before
    assert {row.name for row in goal.indicators.all()} == {NASTY}


def test_every_input_of_a_row_is_one_that_the_formset_reads(client, goal):
    page = page_of(client, goal)
    names = {name for name in page.xpath("//table[@id='grid']//@name") if name.startswith("rows-0-")}
    known = set(IndicatorFormSet.form.base_fields) | {"ORDER", "DELETE"}
    assert {name.removeprefix("rows-0-") for name in names} == known
    copied = page.xpath("//template[@id='row-template']//@name")
    assert {name.removeprefix("rows-__prefix__-") for name in copied} == known


def test_every_visible_input_has_a_name_of_its_own_for_those_who_hear_it(client, goal):
    page = page_of(client, goal)
    said = page.xpath("//tbody//*[self::input or self::textarea or self::select][not(@type='hidden')]")
    labels = [element.get("aria-label") for element in said]
    assert all(labels) and len(set(labels)) == len(labels)
    assert page.xpath("//textarea[@id='id_rows-1-name']/@aria-label") == ["第 2 行 三级指标"]
    ids = page.xpath("//@id")
    assert len(set(ids)) == len(ids)


def test_no_attribute_says_none(client, goal):
    raw = client.get(reverse("goal_edit", args=[goal.pk])).content.decode()
    assert not re.search(r'="None"', raw)


def rows_of(goal, entry=None, total=None):
    entry = entry or entry_of(goal)
    total = len(entry.rows) + SPARE_ROWS if total is None else total
    return grid_rows(entry, References(goal), {}, total=total)


def test_rows_to_fill_in_stand_at_the_end(goal):
    rows = rows_of(goal)
    assert [row.spare for row in rows] == [False] * 3 + [True] * SPARE_ROWS
    assert [row.number for row in rows] == ["1", "2", "3", "4", "5", "6"]
    assert rows[-1].entry == RowEntry() and rows[-1].group == ("", "")


def test_a_full_table_has_none(client, goal):
    initial = [{"name": str(number)} for number in range(MAX_ROWS)]
    assert IndicatorFormSet(initial=initial, references=References(goal)).total_form_count() == MAX_ROWS


def test_the_row_to_copy_is_not_numbered(goal):
    row = row_to_copy(References(goal))
    assert row.prefix == "rows-__prefix__" and row.number == "" and row.entry.is_spare


def test_categories_are_offered_under_theirs_with_the_chosen_one(goal):
    references = References(goal)
    offered = CategoryOptions(references)
    key, category = next(iter(references.categories.items()))
    assert f'<option value="{key}" selected>{category.name}</option>' in offered.of(key)
    assert f'<optgroup label="{category.parent.name}">' in offered.of(key)
    for chosen, first in ((None, " selected"), (key, ""), (0, "")):
        made = offered.of(chosen)
        assert made.startswith(f'<option value=""{first}>') and made.count("selected") == (chosen != 0)
