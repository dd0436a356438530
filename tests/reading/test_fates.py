"""What a reader took cells for; what nobody took is listed as not read, for the sheet and for its project."""

import pytest

from perfgoals.sheets import Cell, Row
from reading.fates import ProjectCells, SheetFates
from reading.ledger import Fate, Ledger

pytestmark = pytest.mark.pure
ROW = Row(4, {1: Cell("某局"), 2: Cell("5"), 3: Cell("甲"), 4: Cell("乙")})


@pytest.fixture
def ledger():
    return Ledger()


def settled(ledger, *, read=(), **options) -> ProjectCells:
    fates, project = SheetFates(ledger), ProjectCells()
    fates.take(Fate.READ, 4, *read)
    fates.settle(ROW, project=project, **options)
    return project


def test_a_row_ends_in_the_ledger_and_in_its_project(ledger):
    project = settled(ledger, read=(1, 2), titles={3: "科室"}, fields={4: "grade"})
    assert (project.read, ledger.counts) == (2, {Fate.READ: 2, Fate.UNREAD: 2})
    assert [(str(group), group.field) for group in project.unread.values()] == [
        ("“科室”C4（1 格：甲）", ""), ("D4（1 格：乙）", "grade"),
    ]  # fmt: skip
    assert ledger.unread == project.unread


def test_the_label_beside_a_cell_names_it_before_its_column_does(ledger):
    settled(ledger, read=(1, 2), titles={3: "科室", 4: "备用"}, beside={3: "意见"}, label="表外")
    assert list(ledger.unread) == ["意见", "D"]
    assert [group.title for group in ledger.unread.values()] == ["意见", "备用"]


def test_cells_without_title_go_together_under_the_label_of_the_row(ledger):
    settled(ledger, read=(1, 2), label="表外")
    assert [str(group) for group in ledger.unread.values()] == ["“表外”C4–D4（2 格：甲、乙）"]


def test_a_whole_row_takes_nothing_back_and_the_later_word_counts(ledger):
    fates = SheetFates(ledger)
    fates.take(Fate.MARK, 4, 1)
    fates.take(Fate.READ, 4, 1)
    fates.take_row(Fate.HEADING, ROW)
    fates.settle(ROW)
    assert ledger.counts == {Fate.READ: 1, Fate.HEADING: 3}


def test_what_is_forgotten_is_read_anew(ledger):
    ledger.cover(Row(4, {}, covered={2: Cell("旧")}))
    settled(ledger, read=(1,))
    ledger.forget()
    assert (ledger.total, [group.samples for group in ledger.unread.values()]) == (1, [["旧"]])
