"""Tables made to hurt whoever reads them: well-formed workbooks, most of which look like a goal table."""

from tests.reading.grids import Grid
from tests.reading.summary_table import HEADER
from tests.workbook_files import workbook, worksheet


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
