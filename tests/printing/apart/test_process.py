"""A large table is printed by two processes: the same file, whatever happens to the second."""

import signal
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

import pikepdf
import pytest

from indicators.tables.columns import GOAL_LAYOUT, layout_asking
from indicators.tables.split import SPLIT_LAYOUT
from printing.apart import halves, pages_in_two, process
from printing.pdf import write_pdf
from printing.planner import whole_of
from tests.indicators.tables.blocks import indicator_rows, project, table
from tests.second_processes import let_none_begin, processes_begun, with_processors

pytestmark = pytest.mark.pure


def district(units=4, projects=3, rows=30, **changes):
    """Projects of several units, told apart by their numbers; one has no amount, two have rare characters."""
    blocks = [
        project(
            str(number),
            unit_code=str(130001 + number // projects),
            name=f"第{number}个项目{'😀' if number in (1, units * projects - 1) else ''}",
            amount=Decimal(10**number) if number != 5 else None,
            rows=indicator_rows(rows, name=f"第{number}号指标"),
        )
        for number in range(units * projects)
    ]
    return table(*blocks, scope_label="全部单位", **changes)


@pytest.fixture
def begun(monkeypatch) -> list:
    """Every table is large and there are two processors; the processes that were begun."""
    monkeypatch.setattr(process, "SMALLEST", 0)
    return processes_begun(monkeypatch)


@pytest.fixture
def printed(data_dir, tmp_path):
    def write(given, name="book", **options):
        path = tmp_path / f"{name}.pdf"
        return path, write_pdf(given, path, data_dir=data_dir, drawer="direct", **options)

    return write


@pytest.fixture
def in_one(printed, monkeypatch):
    """The bytes of the file, and the warnings, as one process makes them."""

    def write(given):
        with monkeypatch.context() as patch:
            with_processors(patch, 1)
            path, warnings = printed(given, "one")
            return path.read_bytes(), warnings

    return write


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"paper": "A3", "marks": {"2": "草稿", "7": "送审稿"}},
        {"layout": SPLIT_LAYOUT},
        {"layout": layout_asking(["project_code", "weight"])},
    ],
)
def test_the_same_file(begun, printed, in_one, changes):
    given = district(**changes)
    path, warnings = printed(given)
    assert (path.read_bytes(), warnings) == in_one(given)
    assert len(warnings) == 2 and "第11个项目" in warnings[1]
    assert len(begun) == 1 and begun[0].returncode is not None, "and no process is left"


def test_pages_bookmarks_and_totals_count_through_both_halves(begun, printed):
    given = district()
    path, _ = printed(given)
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        sheets = [page.obj.objgen for page in pdf.pages]
        units = [(unit.title[:6], unit.is_closed) for unit in outline.root]
        assert units == [(str(130001 + number), True) for number in range(4)]
        marks = [item for unit in outline.root for item in (unit, *unit.children)]
        places = [sheets.index(item.destination[0].objgen) for item in marks]
    assert len(marks) == 16 and places == sorted(places) and places[0] == 0 and len(set(places)) > 8


def test_one_character_in_both_halves_of_one_name_is_said_once(begun, printed, in_one):
    given = district()
    same = tuple(replace(block, name="慰问😀") for block in given.blocks)
    _, warnings = printed(replace(given, blocks=same))
    assert len(warnings) == 1 and in_one(replace(given, blocks=same))[1] == warnings


@contextmanager
def sheets_of(given, fonts):
    """The contents of its pages one by one, from both processes; what they show does not matter here."""
    glyphs = [
        (role, f"/{role}", dict.fromkeys(map(chr, range(0x10000)), "0000") | {"😀": "0000"})
        for role in ("body", "head")
    ]
    with pages_in_two(given, halves(given), fonts) as pages:
        yield pages.page_count, pages.sheets([process.Glyphs(*one) for one in glyphs])


def test_killed_while_it_draws(begun, fonts, caplog):
    given = district(units=2, projects=1, rows=900)
    with sheets_of(given, fonts) as (count, sheets):
        whole = list(sheets)
    with sheets_of(given, fonts) as (_, sheets):
        begun[1].send_signal(signal.SIGSTOP)
        first = [next(sheets) for _ in range(count // 2)]
        begun[1].kill()
        assert [*first, *sheets] == whole
    assert "in one process after all" in caplog.text


def test_killed_after_some_of_its_pages(begun, fonts):
    given = district(units=2, projects=1, rows=1500)
    with sheets_of(given, fonts) as (count, sheets):
        whole = list(sheets)
    assert count > 60, "each half is handed over in several pieces"
    with sheets_of(given, fonts) as (_, sheets):
        drawn = []
        for sheet in sheets:
            drawn.append(sheet)
            if len(drawn) > count / 2 + 1:
                begun[1].kill()
        assert drawn == whole


def test_a_disk_that_is_full_while_it_draws(begun, fonts, tmp_path, monkeypatch, caplog):
    given = district(units=2, projects=1, rows=1500)
    with sheets_of(given, fonts) as (_, sheets):
        whole = list(sheets)
    room = sum(len(sheet.content) for sheet in whole) * 2 // 5  # less than half of the pages
    full = tmp_path / "full.py"
    full.write_text(
        f"import resource, runpy\nresource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))\n"
        f"runpy.run_path({str(process._PROGRAM)!r}, run_name='__main__')\n"
    )
    monkeypatch.setattr(process, "_PROGRAM", full)
    with sheets_of(given, fonts) as (_, sheets):
        assert list(sheets) == whole
    assert "in one process after all" in caplog.text


@pytest.mark.parametrize("fault", ["never begins", "no program", "no memory", "killed", "hangs"])
def test_one_that_does_not_plan_costs_no_page(monkeypatch, begun, printed, in_one, fault, caplog):
    given = district()
    if fault == "never begins":
        let_none_begin(monkeypatch)
    elif fault == "no program":
        monkeypatch.setattr(process, "_PROGRAM", process._PROGRAM.with_name("missing.py"))
    elif fault == "no memory":
        monkeypatch.setattr(process, "MEMORY", 8_000_000)
    else:
        sent = signal.SIGKILL if fault == "killed" else signal.SIGSTOP
        monkeypatch.setattr(process, "PATIENCE", 0.1)
        monkeypatch.setattr(process, "whole_of", lambda *a: (begun[0].send_signal(sent), whole_of(*a))[1])
    path, warnings = printed(given)
    assert "in one process after all" in caplog.text
    assert (path.read_bytes(), warnings) == in_one(given)
    assert all(one.returncode is not None for one in begun)


def test_a_table_that_can_not_be_sent_is_printed_here(begun, printed, in_one):
    layout = replace(GOAL_LAYOUT, total_sentence=lambda totals: "合计")
    given = district(layout=layout)
    assert (printed(given)[0].read_bytes(), printed(given)[1]) == in_one(given)


def test_a_project_that_can_not_be_laid_out_is_said_as_ever(begun, printed):
    given = district()
    broken = (*given.blocks[:-1], replace(given.blocks[-1], rows=(None,)))
    with pytest.raises(AttributeError):
        printed(replace(given, blocks=broken))
    assert begun[0].returncode is not None


def test_progress_counts_on_and_a_stop_ends_both(begun, printed, tmp_path):
    calls = []
    printed(district(rows=300), progress=lambda *call: calls.append(call))
    assert [done for done, _ in calls] == sorted({done for done, _ in calls})
    assert calls[-1] == (calls[0][1], calls[0][1])

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        printed(district(), "stopped", progress=stop)
    assert begun[1].returncode is not None and not (tmp_path / "stopped.pdf").exists()


def test_where_a_table_is_cut(begun, monkeypatch):
    given = district()
    first, last = halves(given)
    assert (*first.blocks, *last.blocks) == given.blocks and len(first.blocks) == 6
    large = replace(given, blocks=(*given.blocks, project("x", unit_code="130009", rows=indicator_rows(300))))
    assert len(halves(large)[0].blocks) == 12
    larger = replace(given, blocks=(*given.blocks, project("x", rows=indicator_rows(3000))))
    assert halves(larger) is None, "one unit is nearly all of it"
    assert halves(district(units=1)) is None and halves(table()) is None
    with_processors(monkeypatch, 1)
    assert halves(given) is None
    with_processors(monkeypatch, 2)
    monkeypatch.setattr(process, "SMALLEST", 12 * 31 + 1)
    assert halves(given) is None
