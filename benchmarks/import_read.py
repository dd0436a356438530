"""Reading 5,000 projects out of a workbook, beside a bare pass of openpyxl over the same file.

    python -m benchmarks.import_read [count] [--files FILE …]

The workbooks are our own export (merged cells) and the same table with every project cell on every row, as
other systems write it; or the given files. Each pass is a process of its own, imports included.
"""

import argparse
import tempfile
from pathlib import Path

from .measure import Cost, run_apart, size_of, this_module
from .synthetic import synthetic_table

RATIO_LIMIT, MEMORY_LIMIT = 1.5, 250


def bare(path: Path) -> None:
    from openpyxl import load_workbook

    for sheet in load_workbook(path, read_only=True).worksheets:
        for _ in sheet.iter_rows():
            pass


def rows(path: Path) -> None:
    from perfgoals.sheets import open_workbook

    with open_workbook(path) as book:
        for sheet in book.sheets:
            for _ in sheet.rows():
                pass


def blocks(path: Path) -> None:
    from reading import read_blocks

    assert read_blocks(path).blocks


WORK = {"bare pass (openpyxl, read-only)": bare, "rows as displayed": rows, "blocks": blocks}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", nargs="?", type=int, default=5000)
    parser.add_argument("--files", nargs="+", type=Path, default=[])
    parser.add_argument("--work", choices=WORK, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        WORK[options.work](options.files[0])
        return
    with tempfile.TemporaryDirectory() as folder:
        files = options.files or written(options.count, Path(folder))
        print("| workbook | work | CPU s | wall s | RSS MB | × bare |\n|---|---|---|---|---|---|")
        for path in files:
            report(path)


def written(count: int, folder: Path) -> list[Path]:
    from printing.xlsx import write_workbook

    merged, repeated = folder / "merged.xlsx", folder / "repeated.xlsx"
    write_workbook(synthetic_table(count), merged)
    write_repeated(count, repeated)
    return [merged, repeated]


def write_repeated(count: int, path: Path) -> None:
    from openpyxl import Workbook

    from indicators.tables.columns import COLUMNS, cell_text

    table = synthetic_table(count)
    sheet = (book := Workbook(write_only=True)).create_sheet()
    sheet.append([table.title])
    sheet.append([column.header for column in COLUMNS])
    for block in table.blocks:
        for row in block.rows:
            sheet.append([cell_text(block, row, column) for column in COLUMNS])
    book.save(path)


def report(path: Path) -> None:
    costs: dict[str, Cost] = {}
    for work in WORK:
        cost = costs[work] = run_apart(this_module("benchmarks.import_read", "--work", work, "--files", path))
        ratio = cost.cpu / next(iter(costs.values())).cpu
        label = f"{path.stem} ({size_of(path)} MB)"
        print(
            f"| {label} | {work} | {cost.cpu:.1f} | {cost.wall:.1f} | {cost.memory:.0f} | {ratio:.2f} |",
            flush=True,
        )
    met = ratio <= RATIO_LIMIT and cost.memory <= MEMORY_LIMIT
    print(f"blocks ≤ {RATIO_LIMIT} × bare and ≤ {MEMORY_LIMIT} MB:", met)


if __name__ == "__main__":
    main()
