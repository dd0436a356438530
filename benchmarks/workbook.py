"""A workbook of 5,000 projects: writing it, and what bare reading of the file costs.

python -m benchmarks.workbook [count]
"""

import argparse
import tempfile
from pathlib import Path

from .measure import run_apart, size_of, this_module
from .synthetic import synthetic_table

TIME_LIMIT, MEMORY_LIMIT = 6, 120


def write(path: Path, count: int) -> None:
    from printing.xlsx import write_workbook

    write_workbook(synthetic_table(count), path)


def read_calamine(path: Path, count: int) -> None:
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    assert len(sheet.to_python()) > count and sheet.merged_cell_ranges


def read_openpyxl(path: Path, count: int) -> None:
    from openpyxl import load_workbook

    assert sum(1 for _ in load_workbook(path, read_only=True).active.values) > count


WORK = {"write": write, "read (calamine)": read_calamine, "read (openpyxl, read-only)": read_openpyxl}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", nargs="?", type=int, default=5000)
    parser.add_argument("--work", choices=WORK, help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        WORK[options.work](options.path, options.count)
        return
    print("| work | projects | CPU s | wall s | RSS MB | xlsx MB |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "book.xlsx")
        for work in WORK:
            arguments = (options.count, "--work", work, "--path", path)
            cost = run_apart(this_module("benchmarks.workbook", *arguments))
            figures = f"{cost.cpu:.1f} | {cost.wall:.1f} | {cost.memory:.0f} | {size_of(path)}"
            print(f"| {work} | {options.count} | {figures} |")
            if work == "write":
                met = cost.cpu <= TIME_LIMIT and cost.memory <= MEMORY_LIMIT
    print(f"write ≤ {TIME_LIMIT} s CPU and ≤ {MEMORY_LIMIT} MB:", met)


if __name__ == "__main__":
    main()
