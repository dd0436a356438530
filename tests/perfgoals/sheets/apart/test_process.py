"""A large sheet is read in a second process: the same rows, the same refusals, whatever happens to it."""

import logging
from io import BytesIO

import pytest

from perfgoals.sheets import LIMITS, Limits, UnreadableFile, open_workbook
from perfgoals.sheets.apart import lines, process
from perfgoals.sheets.cells import Cell, Mark, Problem, Row
from tests.second_processes import let_none_begin, processes_begun, with_processors
from tests.workbook_files import shared_strings, styles, workbook, worksheet

pytestmark = pytest.mark.pure

ROW = (
    '<row r="{n}"{hidden}><c r="A{n}" t="s"><v>1</v></c>'
    '<c r="B{n}" t="inlineStr"><is><t>第{n}项 𠀀</t></is></c>'
    '<c r="C{n}" s="1"><v>0.{n}</v></c><c r="D{n}" t="s"><v>2</v></c><c r="E{n}" t="e"><v>#REF!</v></c></row>'
)
COUNT = 2 * lines.BATCH + 7


def book(count: int = COUNT, sheets: int = 1, *, texts: int = 0, change: tuple[str, str] = ("", "")) -> bytes:
    rows = "".join(ROW.format(n=n, hidden=' hidden="1"' if n % 90 == 0 else "") for n in range(1, count + 1))
    part = worksheet(
        rows,
        before='<cols><col min="4" max="4" hidden="1"/></cols>',
        after='<mergeCells><mergeCell ref="A1:A3"/><mergeCell ref="A9:B9"/></mergeCells>',
    )
    strings = shared_strings(
        "<t>甲</t>", "<t>乙</t>", "<r><rPr><strike/></rPr><t>划</t></r>", *["<t>丙</t>"] * texts
    )
    part = part.replace(*change) if change[0] else part
    return workbook(*[part] * sheets, strings=strings, style_sheet=styles("General", "0%"))


def rows_of(content: bytes, limits: Limits = LIMITS) -> list:
    with open_workbook(BytesIO(content), filename="table.xlsx", limits=limits) as file:
        return [(list(sheet.rows()), sheet.hidden_columns, list(sheet.merges)) for sheet in file.sheets]


@pytest.fixture
def in_one(monkeypatch):
    """Reads in this process, however many processors there are."""

    def read(content: bytes, limits: Limits = LIMITS) -> list:
        with monkeypatch.context() as patch:
            with_processors(patch, 1)
            return rows_of(content, limits)

    return read


@pytest.fixture
def begun(monkeypatch) -> list:
    """Every sheet is large and there are two processors; the processes that were begun."""
    monkeypatch.setattr(process, "SMALLEST", 0)
    return processes_begun(monkeypatch)


def test_the_same_rows(begun, in_one):
    content = book()
    apart = rows_of(content)
    assert apart == in_one(content)
    assert len(apart[0][0]) == COUNT and apart[0][1] == {4}
    assert len(begun) == 1 and begun[0].returncode is not None, "and no process is left"


def test_several_sheets_and_a_second_pass(begun, in_one):
    content = book(count=3, sheets=2)
    with open_workbook(BytesIO(content), filename="table.xlsx") as file:
        assert len(begun) == 1, "one at a time"
        twice = [[list(sheet.rows()), list(sheet.rows())] for sheet in file.sheets]
    assert twice == [[rows, rows] for rows, _, _ in in_one(content)]
    assert all(one.returncode is not None for one in begun)


def test_a_process_that_is_killed_costs_no_row(begun, in_one, caplog):
    content, rows = book(), []
    with open_workbook(BytesIO(content), filename="table.xlsx") as file, caplog.at_level(logging.WARNING):
        for row in file.sheets[0].rows():
            rows.append(row)
            begun[0].kill()
    assert rows == in_one(content)[0][0]


@pytest.mark.parametrize("begins", [False, True])
def test_a_process_that_does_not_start_costs_no_row(monkeypatch, begun, in_one, begins):
    content = book(count=5)
    if not begins:
        let_none_begin(monkeypatch)
    else:
        monkeypatch.setattr(process, "_PROGRAM", process._PROGRAM.with_name("missing.py"))
    assert rows_of(content) == in_one(content)


def test_a_process_without_memory_costs_no_row(monkeypatch, begun, in_one):
    content = book(count=5)
    monkeypatch.setattr(process, "MEMORY", 1_000_000)
    assert rows_of(content) == in_one(content)


def test_what_is_left_early_is_ended(begun):
    with open_workbook(BytesIO(book()), filename="table.xlsx") as file:
        next(iter(file.sheets[0].rows()))
    assert begun[0].returncode is not None
    with open_workbook(BytesIO(book()), filename="table.xlsx"):
        pass
    assert begun[1].returncode is not None, "nobody asked for its rows"


@pytest.mark.parametrize(
    "change",
    [
        ('r="D7"', 'r="A7"'),
        ('<c r="A7" t="s"><v>1<', '<c r="A7" t="s"><v>9<'),
        ('<mergeCell ref="A9:B9"/>', '<!--<mergeCell ref="A9:B9"/>-->'),
    ],
)
def test_the_same_refusal(monkeypatch, begun, in_one, change):
    content = book(count=9, change=change)
    refusals = []
    for read in (rows_of, in_one):
        with pytest.raises(UnreadableFile) as refused:
            read(content)
        refusals.append((refused.value.reason, refused.value.sheet, refused.value.row))
    assert refusals[0] == refusals[1]


def test_the_limit_of_elements_holds_over_all_sheets(begun):
    content = book(count=30, sheets=2)
    rows_of(book(count=30), Limits(elements=1_000))
    with pytest.raises(UnreadableFile, match="太多"):
        rows_of(content, Limits(elements=1_000))


def test_texts_that_all_sheets_share_count_once(begun, in_one):
    """Three sheets of few rows and many texts are accepted by the same limit as in one process."""
    content = book(count=3, sheets=3, texts=400)
    most = min(n for n in range(400, 4_000, 100) if accepts(in_one, content, Limits(elements=n)))
    assert accepts(rows_of, content, Limits(elements=most))
    assert not accepts(rows_of, content, Limits(elements=most - 100))
    assert not [one for one in begun if one.returncode is None]


def accepts(read, content: bytes, limits: Limits) -> bool:
    try:
        return bool(read(content, limits))
    except UnreadableFile as refused:
        assert "太多" in refused.reason
        return False


def test_a_small_sheet_or_one_processor_needs_no_second_process(monkeypatch):
    with_processors(monkeypatch, 2)
    assert process.is_worth_it(process.SMALLEST) and not process.is_worth_it(process.SMALLEST - 1)
    with_processors(monkeypatch, 1)
    assert not process.is_worth_it(process.SMALLEST)


def test_lines_give_the_same_rows_also_after_forgetting(monkeypatch):
    monkeypatch.setattr(lines, "_MOST_KEPT", 500)
    shared = Cell("甲", marks=(Mark.CUT, Mark.STRUCK_OUT))
    rows = [
        Row(
            n,
            {1: shared, 3: Cell(f"{n}\n", number=str(n), is_date=True)},
            n % 2 == 0,
            {2: shared} if n % 3 else {},
        )
        for n in range(1, 3 * lines.BATCH)
    ]
    rows.append(Row(9_999, {}, False, {4: Cell("", "1", "=A", False, Problem.ERROR, "万元")}))
    reader = lines.Reader()
    sent = [lines.json.loads(line) for line in lines.Writer().lines(rows)]
    assert {"forget": True} in sent
    assert [row for line in sent for row in reader.rows(line)] == rows


def test_no_line_is_long():
    rows = [Row(n, {1: Cell(f"{n}" + "甲" * 90_000)}) for n in range(1, 60)]
    sent = list(lines.Writer().lines(rows))
    assert len(sent) > 4 and max(map(len, sent)) < 8_000_000
    reader = lines.Reader()
    assert [row for line in sent for row in reader.rows(lines.json.loads(line))] == rows
