"""The official forms of one project: what stands in them, in every style and with every switch."""

from dataclasses import replace
from decimal import Decimal

import pytest

from indicators.printed_form import SWITCHES, FormStyle, printed_form
from indicators.tables.official_forms import FormData, single_form, term_edges
from tests.indicators.tables.blocks import indicator_rows, project

pytestmark = pytest.mark.pure
FORMS = [style for style in FormStyle if not style.is_list]
MONEY = {
    "amount": Decimal("226145100.00"), "period_amount": Decimal("771325800.00"),
    "period_fiscal_amount": Decimal("771325000.00"), "period_other_amount": Decimal("800.00"),
    "fiscal_amount": Decimal("226145000.00"), "carried_over": Decimal("60.00"),
    "other_amount": Decimal("40.00"),
}  # fmt: skip
FACTS = {
    "project_code": "51000021R000000019951", "supervisor": "130-区委", "attribute": "延续项目",
    "project_class": "特定目标类", "duration": "2022年—2024年",
}  # fmt: skip


def weighted():
    weights = ("20", "20", "10", "10", "10", "10", "10")
    return tuple(replace(row, weight=weight) for row, weight in zip(indicator_rows(), weights, strict=True))


def form(style, record=None, *, total=90, **turned):
    record = record or project(rows=weighted(), **MONEY, **FACTS)
    return single_form(
        FormData(record, printed_form(style, **turned), 2023, record.supervisor, "草稿", total)
    )


def texts(made):
    return [cell.text for cell in made.cells]


@pytest.mark.parametrize("style", FORMS)
def test_every_form_says_who_what_and_how_much(style):
    record = project(rows=weighted(), **MONEY, **FACTS)
    made = form(style, record)
    shown = texts(made)
    for text in (record.name, record.unit, record.supervisor, record.annual_objective):
        assert text in shown
    for row in record.rows:
        assert row.name in shown and row.tier2 in shown and row.annual_target in shown
    assert (made.name, made.section, made.mark) == (record.name, record.unit, "草稿")
    assert "（2023年度）" in made.title


@pytest.mark.parametrize("style", FORMS)
@pytest.mark.parametrize("switch", SWITCHES)
@pytest.mark.parametrize("turned", [True, False])
def test_each_switch_leaves_a_whole_grid(style, switch, turned):
    """Every place of the framed grid is covered by exactly one cell."""
    made = form(style, **{switch: turned})
    covered = {}
    for cell in made.cells:
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                assert (row, column) not in covered, (cell, covered[row, column])
                covered[row, column] = cell
    places = {(row, column) for row in range(made.rows) for column in range(len(made.widths))}
    assert places == covered.keys()
    assert sum(made.widths) == pytest.approx(100)


@pytest.mark.parametrize(("style", "in_wan", "shown"), [
    (FormStyle.DECLARATION, True, "22,614.51"), (FormStyle.DECLARATION, False, "226,145,100.00"),
    (FormStyle.SHANGHAI, False, "771,325,800.00"), (FormStyle.TARGET, True, "22,614.50"),
])  # fmt: skip
def test_money_is_exact_in_the_unit_that_the_form_states(style, in_wan, shown):
    made = form(style, in_wan=in_wan)
    assert shown in texts(made)
    assert f"项目资金\n（{'万元' if in_wan else '元'}）" in texts(made)


def test_an_unknown_amount_says_why():
    made = form(FormStyle.TARGET, project(amount=None, amount_note="原表金额不可读"))
    assert "原表金额不可读" in texts(made)


def test_weights_stand_in_a_column_with_their_sum():
    shown = texts(form(FormStyle.TARGET))
    assert "分值权重\n（90）" in shown and "90" in shown and "执行率分值（10）" in shown
    assert "执行率分值（10）" not in texts(form(FormStyle.TARGET, total=100))
    assert "分值权重\n（90）" not in texts(form(FormStyle.TARGET, weight=False))


def test_two_lists_stand_side_by_side_each_with_its_own_values():
    rows = tuple(
        replace(row, period_target=period, annual_target=annual)
        for row, (period, annual) in zip(
            indicator_rows(3), [("300人", "100人"), ("300公里", ""), ("", "12月底前")], strict=True
        )
    )
    made = form(FormStyle.DECLARATION, project(rows=rows))
    middle = min(cell.column for cell in made.cells if cell.text == "年度目标")
    left = [cell.text for cell in made.cells if cell.column < middle]
    right = [cell.text for cell in made.cells if cell.column >= middle]
    assert "300人" in left and "100人" in right and "300公里" in left
    assert "300公里" not in right and "12月底前" not in left
    assert right.count(rows[0].name) == 2 and left.count(rows[0].name) == 2


def test_a_split_value_stands_in_three_columns():
    shown = texts(form(FormStyle.TARGET, split_value=True))
    assert {"符号", "计量单位", "≥", "100", "人次"} <= set(shown)
    assert "≥100人次" not in shown


def test_the_foot_stays_with_the_last_row_and_can_be_left_out():
    made = form(FormStyle.DECLARATION)
    assert made.together == 3 and "填报单位（盖章）：\n\n" in texts(made)
    assert not any("盖章" in text for text in texts(form(FormStyle.DECLARATION, foot=False)))


def test_a_style_known_from_the_rules_alone_says_so():
    assert "（参考样式）" in form(FormStyle.DECLARATION).title
    assert "（参考样式）" in form(FormStyle.TARGET).title
    assert "（参考样式）" not in form(FormStyle.SHANGHAI).title


@pytest.mark.parametrize(
    ("duration", "edges"),
    [
        ("2026/1/1—2027/12/31", ("2026/1/1", "2027/12/31")), ("2023年-2025年", ("2023年", "2025年")),
        ("2022.01至2024.12", ("2022.01", "2024.12")), ("2023年", ("2023年", "")), ("长期", ("长期", "")),
        ("", ("", "")),
    ],
)  # fmt: skip
def test_a_term_has_a_beginning_and_an_end(duration, edges):
    assert term_edges(duration) == edges


def test_a_project_without_indicators_has_its_form_too():
    made = form(FormStyle.SHANGHAI, project(rows=()))
    assert "一级指标" in texts(made)
