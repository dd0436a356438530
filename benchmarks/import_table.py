"""Importing 5,000 projects of 50,000 indicators: python -m benchmarks.import_table [count]

A site of its own on SQLite; reading with comparison beside a bare pass of openpyxl over the same file, then
writing, the same file again, once more after every project was changed in four places, and how long others
wait to save meanwhile. Each in a process of its own.
"""

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from .measure import Cost, run_apart, size_of

ROOT = Path(__file__).resolve().parent.parent
BARE = """
import sys
from openpyxl import load_workbook
for sheet in load_workbook(sys.argv[1], read_only=True).worksheets:
    for _ in sheet.iter_rows():
        pass
"""
PREPARE = """
from django.core.files.base import File
from pathlib import Path
from indicators.domain.imports.setup import carry_out, plan_setup
from indicators.domain.imports.uploads import start_import
from reading.reading import read_blocks
from perfgoals.accounts.domain import create_user, grant_role
from perfgoals.accounts.enums import Role
path = Path({path!r})
cycle = carry_out(plan_setup(read_blocks(path), cycle_code="2023"))
user, _ = create_user(username="reviewer", full_name="审核员")
grant_role(user=user, role=Role.REVIEWER, department=None)
for name in ("first.xlsx", "again.xlsx", "changed.xlsx"):
    with path.open("rb") as file:
        start_import(cycle=cycle, by=user, file=File(file, name), filename=name)
"""
STEP = """
from indicators.domain.imports import previewing, uploads
from indicators.models import TableImport
table_import = TableImport.objects.select_related("cycle__rules", "owner").get(filename={name!r})
if {step!r} == "write":
    TableImport.objects.filter(pk=table_import.pk).update(state="writing")
    uploads.write_import(table_import=table_import)
else:
    previewing.read_import(table_import=table_import)
"""


CHANGES = """
UPDATE projects_project SET amount = amount + 1;
UPDATE indicators_performancegoal SET annual_objective = '别的';
UPDATE indicators_indicator SET annual_target = '≥77777次' WHERE position = 2;
DELETE FROM indicators_indicator WHERE position = 3;
"""


class OtherUser(threading.Thread):
    """Saves one row every 50 ms, as another process would, and notes how long each save took."""

    def __init__(self, database: Path):
        super().__init__(daemon=True)
        self.database, self.waits, self.stopped = database, [], threading.Event()

    def run(self):
        connection = sqlite3.connect(self.database, timeout=30, isolation_level=None)
        connection.execute("PRAGMA synchronous=FULL")
        while not self.stopped.wait(0.05):
            start = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE accounts_user SET full_name = full_name WHERE username = 'reviewer'")
            connection.execute("COMMIT")
            self.waits.append((time.perf_counter() - start) * 1000)

    def p95(self) -> float:
        self.stopped.set()
        self.join()
        return sorted(self.waits)[int(len(self.waits) * 0.95)] if self.waits else 0.0


def manage(*arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


def measured(label: str, command: list[str], database: Path) -> Cost:
    other = OtherUser(database)
    other.start()
    cost = run_apart(command)
    print(
        f"| {label} | {cost.cpu:.1f} | {cost.wall:.1f} | {cost.memory:.0f} "
        f"| {other.p95():.1f} ({len(other.waits)}) |",
        flush=True,
    )
    return cost


def written(count: int, path: Path) -> Path:
    from printing.xlsx import write_workbook

    from .synthetic import synthetic_table

    write_workbook(synthetic_table(count), path)
    return path


def counts_of(name: str, connection: sqlite3.Connection) -> dict:
    found = connection.execute("SELECT summary FROM indicators_tableimport WHERE filename = ?", [name])
    return json.loads(found.fetchone()[0])["counts"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", nargs="?", type=int, default=5000)
    count = parser.parse_args().count
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        os.environ["PERFGOALS_DATA"] = str(data)
        os.environ.pop("DATABASE_URL", None)
        path = written(count, Path(folder) / "table.xlsx")
        for command in (["setup_site"], ["shell", "-c", PREPARE.format(path=str(path))]):
            subprocess.run(manage(*command), check=True, capture_output=True, cwd=ROOT)
        report(count, path, data / "perfgoals.sqlite3")


def report(count: int, path: Path, database: Path) -> None:
    def step(name: str, step: str) -> list[str]:
        return manage("shell", "-c", STEP.format(name=name, step=step))

    print(f"{count} projects, {size_of(path)} MB\n")
    print("| work | CPU s | wall s | RSS MB | others' save p95 ms (saves) |\n|---|---|---|---|---|")
    start = measured("a process that only starts", manage("shell", "-c", "pass"), database)
    bare = measured("bare pass (openpyxl)", [sys.executable, "-c", BARE, str(path)], database)
    preview = measured("preview", step("first.xlsx", "read"), database)
    commit = measured("commit", step("first.xlsx", "write"), database)
    again = measured("preview of the same file again", step("again.xlsx", "read"), database)
    with sqlite3.connect(database) as connection:
        rows = connection.execute("SELECT COUNT(*) FROM indicators_indicator").fetchone()[0]
        unchanged = counts_of("again.xlsx", connection)
        connection.executescript(CHANGES)
    measured("preview of changed projects", step("changed.xlsx", "read"), database)
    changed = measured("commit of changed projects", step("changed.xlsx", "write"), database)
    with sqlite3.connect(database) as connection:
        restored = connection.execute("SELECT COUNT(*) FROM indicators_indicator").fetchone()[0]
        counts = counts_of("changed.xlsx", connection)
    print(f"\n{rows} indicators stored; the second time: {unchanged}")
    print(f"{restored} after every project was changed: {counts}")
    print(f"preview / bare: {(preview.cpu - start.cpu) / bare.cpu:.2f} (bar 1.5)")
    print(f"commit: {commit.wall - start.wall:.1f} s (bar 10)")
    print(f"commit of changed projects: {changed.wall - start.wall:.1f} s")
    first = preview.cpu + commit.cpu - start.cpu
    print(f"again / first (preview and commit): {again.cpu / first:.2f} (bar 1)")


if __name__ == "__main__":
    main()
