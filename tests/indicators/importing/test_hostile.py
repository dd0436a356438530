"""Every hostile file is answered within 5 seconds and 300 MB: refused in Chinese, or read with findings."""

import multiprocessing
import resource
import time
from io import BytesIO

import pytest

from indicators.importing import Level, read_blocks
from perfgoals.common.spreadsheet import UnreadableFile
from tests.hostile_files import READ, REFUSED
from tests.indicators.importing.grids import Grid
from tests.indicators.importing.summary_table import HEADER
from tests.workbook_files import workbook, worksheet

pytestmark = pytest.mark.pure

SECONDS = 5
MEGABYTES = 300


def _answer(name, content, channel):
    """In a process of its own: what came out, the seconds it took, and how far memory grew."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    try:
        file = read_blocks(BytesIO(content), filename=name)
        answer = [finding.reason for finding in file.findings if finding.level is Level.ERROR]
    except UnreadableFile as refusal:
        answer = refusal.reason
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    channel.send((answer, time.process_time() - start, grown / 1024))


def answered(file):
    receiver, sender = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_answer, args=(*file, sender))
    process.start()
    assert receiver.poll(60), "no answer"
    answer, seconds, megabytes = receiver.recv()
    process.join()
    # Processor time: the clock also counts what other tests do on the same machine.
    assert seconds <= SECONDS
    assert megabytes <= MEGABYTES
    return answer


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_read_costs_little_and_is_no_success(name):
    assert answered(REFUSED[name]())


@pytest.mark.parametrize("name", READ)
def test_an_odd_file_costs_little_and_is_no_success_without_a_project(name):
    assert "没有找到任何项目" in answered(READ[name]())


def table_of(*rows, merges=()):
    return Grid([list(HEADER), *rows], list(merges)).by_hand()


def rows_with(**cells):
    """One row of the 13 columns, by field position."""
    row = [
        "130001-区委办",
        "宣传费",
        "1111预算",
        5.0,
        "2013299其他",
        "依据",
        "目标",
        "目标",
        "产出指标",
        "数量指标",
    ]
    row += ["场次", "3场", "3场"]
    for position, value in cells.items():
        row[int(position[1:])] = value
    return row


TABLES = {
    "one merge over everything": table_of(rows_with(), merges=[(1, 1, 1_048_576, 16_384)]),
    "a project merged over a million rows": table_of(rows_with(), merges=[(2, 2, 1_048_576, 2)]),
    "overlapping merges": table_of(*[rows_with()] * 9, merges=[(n, 1, n + 5, 9) for n in range(2, 9)]),
    "a hundred headers": Grid([list(HEADER)] * 100).by_hand(),
    "headers only in the second column": Grid([[None, *HEADER]] + [rows_with()] * 5).by_hand(),
    "names of 30,000 characters": table_of(
        *[rows_with(c1=f"{n}" * 30_000, c10="x" * 30_000) for n in range(9)]
    ),
    "a name of blanks": table_of(rows_with(c1=" " * 1_000)),
    "brackets and digits without end": table_of(
        rows_with(c0="1" * 30_000, c2="9" * 30_000, c3="1," * 15_000)
    ),
    "codes of letters": table_of(rows_with(c0="A" * 20_000 + "-x", c4="2" * 20_000)),
    "labels without end": Grid(
        [["项目名称：" * 5_000], ["项目名称"] * 100, ["一级指标", "二级指标"]]
    ).by_hand(),
    "ten thousand names of forms": Grid([["项目名称", f"项目{n}"] for n in range(10_000)]).by_hand(),
    "forms one below another": Grid(
        [["项目名称", "x"], ["一级指标", "二级指标", "三级指标", "指标值"], ["产出", "数量", "a", "1"]]
        * 3_000
    ).by_hand(),
    "thousands of unmapped columns": Grid(
        [[*HEADER, *[f"列{n}" for n in range(180)]], [*rows_with(), *["x"] * 180]]
    ).by_hand(),
    "title of 100,000 characters": Grid([["绩效目标" * 20_000 + "表"], list(HEADER), rows_with()]).by_hand(),
    "every cell is a header": Grid([["项目名称"] * 100] * 500).by_hand(),
    "tiers everywhere": Grid([list(HEADER), *[["产出指标"] * 100] * 2_000]).by_hand(),
    "a formula bomb in every cell": workbook(
        worksheet(
            "".join(
                f'<row r="{n}"><c r="A{n}"><f>{"(" * 500}</f></c><c r="B{n}"><f>REPT("x",1E9)</f></c></row>'
                for n in range(1, 2_000)
            )
        )
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_made_to_hurt_is_answered_too(name):
    answered(("table.xlsx", TABLES[name]))
