from decimal import Decimal

import pytest

from benchmarks.measure import run_apart, this_module
from benchmarks.synthetic import seed_table, synthetic_table

pytestmark = pytest.mark.pure


def test_the_seed_is_the_published_table():
    totals = seed_table().totals
    assert (totals.projects, totals.indicators, totals.missing_amounts) == (54, 530, 33)
    assert totals.amount == Decimal("852700.00")


def test_synthetic_projects_fill_units_of_fifty_and_differ():
    table = synthetic_table(120)
    assert [len(book.blocks) for book in table.books()] == [50, 50, 20]
    assert len({block.name for block in table.blocks}) == len({block.amount for block in table.blocks}) == 120


def test_work_apart_reports_its_cost_and_its_failure(tmp_path):
    cost = run_apart(this_module("benchmarks.workbook", 5, "--work", "write", "--path", tmp_path / "b.xlsx"))
    assert cost.cpu > 0 and cost.memory > 10 and (tmp_path / "b.xlsx").exists()
    with pytest.raises(RuntimeError, match="invalid choice"):
        run_apart(this_module("benchmarks.workbook", 5, "--work", "dance"))
