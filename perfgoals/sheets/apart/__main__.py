"""Reads one worksheet and writes its rows to standard output: the program that RowsApart starts.

Its first argument says where things are; which cells are merged comes on standard input, because whoever
starts this program looks for them meanwhile.
"""

import json
import os
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[3])

from perfgoals.common.second_process import bounded_order  # noqa: E402
from perfgoals.sheets.apart.lines import Writer, as_line  # noqa: E402
from perfgoals.sheets.cells import Area, MergedAreas  # noqa: E402
from perfgoals.sheets.errors import UnreadableFile  # noqa: E402
from perfgoals.sheets.limits import Limits  # noqa: E402
from perfgoals.sheets.markup import Budget  # noqa: E402
from perfgoals.sheets.package import Package  # noqa: E402
from perfgoals.sheets.parts import value_reader  # noqa: E402
from perfgoals.sheets.worksheet import Outline, RowReader  # noqa: E402

_NEARLY = 0.7


def main() -> None:
    order = bounded_order()
    limits = Limits(**order["limits"])
    budget = Budget(limits)
    budget.left, budget.shared = order["left"], order["shared"]
    write = sys.stdout.buffer.write
    try:
        with os.fdopen(order["file"], "rb") as file:
            package = Package(file, limits)
            values = value_reader(
                package, order["strings"], order["styles"], budget, from_1904=order["from_1904"]
            )
            left = budget.left
            merges = json.loads(sys.stdin.buffer.readline())
            areas = MergedAreas((Area(*area) for area in merges["areas"]), columns=limits.columns)
            outline = Outline(areas, merges["count"], 0)
            hidden: set[int] = set()
            reader = RowReader(order["sheet"], order["part"], values, budget, hidden)
            for line in Writer().lines(reader.rows(package.chunks(order["part"]), outline)):
                if hidden:
                    write(as_line({"hidden": sorted(hidden)}))
                    hidden.clear()
                write(line)
                sys.stdout.buffer.flush()
        write(as_line({"done": left - budget.left, "shared": budget.shared}))
    except UnreadableFile as error:
        if _most_memory() > _NEARLY * order["memory"]:
            sys.exit("out of memory")  # which looks like a broken file to zlib; who asked reads on
        refusal = {"reason": error.reason, "sheet": error.sheet, "row": error.row, "column": error.column}
        write(as_line({"refused": refusal}))
    sys.stdout.buffer.flush()


def _most_memory() -> int:
    """Bytes this process has held at most; `getrusage` counts those of the one that started it, too."""
    with Path("/proc/self/status").open(encoding="ascii", errors="replace") as status:
        return next((int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:")), 0)


if __name__ == "__main__":
    main()
