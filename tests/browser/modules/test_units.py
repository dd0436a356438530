"""A box for a unit: the first units when it is entered, those that match while one types."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pure]

PAGE = """<title></title><span hidden data-units="/units"></span>
<label>单位 <input id="unit" data-unit="2024"></label>
<label>主管部门 <input id="parent" data-unit=""></label>"""
LIST = '<button type="button" data-value="130001-组织部">130001 组织部</button>'


@pytest.fixture
def boxes(stage):
    stage.open(PAGE)
    stage.answers("/units", LIST)
    stage.run('await import("/static/js/units.js")')
    return stage


def test_the_units_of_the_cycle_are_offered_on_entering_and_one_is_taken(boxes):
    boxes.page.focus("#unit")
    boxes.page.wait_for_selector(".combo")
    assert boxes.requests[-1]["asked"] == {"cycle": ["2024"], "q": [""]}
    boxes.page.keyboard.press("ArrowDown")
    boxes.page.keyboard.press("Enter")
    assert boxes.page.input_value("#unit") == "130001-组织部"


def test_what_is_typed_is_asked_for_without_a_cycle_where_there_is_none(boxes):
    boxes.page.focus("#parent")
    boxes.page.keyboard.type("zzb")
    boxes.page.wait_for_selector(".combo")
    assert boxes.requests[-1]["asked"] == {"q": ["zzb"]}
    boxes.page.keyboard.press("Escape")
    assert boxes.page.input_value("#parent") == "zzb"


def test_a_filled_box_keeps_quiet_on_entering(boxes):
    boxes.page.fill("#unit", "130001")
    boxes.page.wait_for_selector(".combo")
    boxes.page.locator("#unit").blur()
    before = len(boxes.requests)
    boxes.page.focus("#unit")
    boxes.page.wait_for_timeout(300)
    assert len(boxes.requests) == before
