from decimal import Decimal

import pytest

from printing.grids.draft import FormDraft
from printing.grids.grid import Sort

pytestmark = pytest.mark.pure


def test_columns_lie_between_the_edges_in_use():
    draft = FormDraft()
    draft.line((0, 20, "名称", Sort.LABEL), (20, 100, "项目", Sort.TEXT))
    draft.line(
        (0, 20, "金额", Sort.LABEL), (20, 60, Decimal("1.50"), Sort.NUMBER), (60, 100, "元", Sort.TEXT)
    )
    form = draft.form("项目", "表", mark="草稿")
    assert list(form.widths) == [20, 40, 40]
    assert [(c.row, c.column, c.columns, c.text) for c in form.cells] == [
        (0, 0, 1, "名称"), (0, 1, 2, "项目"), (1, 0, 1, "金额"), (1, 1, 1, "1.50"), (1, 2, 1, "元"),
    ]  # fmt: skip
    assert form.mark == "草稿"


def test_a_cell_may_reach_over_rows():
    draft = FormDraft()
    first = draft.line((10, 100, "一", Sort.TEXT))
    draft.line((10, 100, "二", Sort.TEXT))
    draft.put(0, 10, "标签", Sort.LABEL, row=first, rows=2)
    assert draft.form("表", "表").cells[-1].rows == 2
