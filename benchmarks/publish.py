"""A bundle of many units, and the next one after a change in one: python -m benchmarks.publish [units, 30]

Makes a site in a folder of its own with that many units of 50 projects, approves them, makes a bundle,
changes one project, makes the next. Names, counts, sums and sha256 of both are proved; printed are seconds
and the share of the first that the second took.
"""

import hashlib
import os
import resource
import sys
import tempfile
import time
import zipfile
from decimal import Decimal
from pathlib import Path


def main() -> None:
    units = int([*sys.argv[1:], "30"][0])
    with tempfile.TemporaryDirectory(prefix="perfgoals-publish-") as folder:
        os.environ |= {"PERFGOALS_DATA": folder, "DJANGO_SETTINGS_MODULE": "perfgoals.settings"}
        import django

        django.setup()
        task, goal = made_up(units)
        first = measure("first bundle", lambda: bundle(task, Path(folder) / "first"))
        change(goal)
        second = measure("after a change in one unit", lambda: bundle(task, Path(folder) / "second"))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"share of the first: {second / first:.1%}; {memory} MB")


def made_up(units: int):
    from django.core.management import call_command

    from filings.enums import FilingStatus
    from filings.models import Filing
    from indicators.models import PerformanceGoal
    from perfgoals.accounts.models import User
    from projects.models import Project
    from publication.models import PublicationTask

    from .made_up_site import PER_UNIT, make_site

    call_command("setup_site", stdout=sys.stderr)
    cycle = make_site(units * PER_UNIT)
    PerformanceGoal.objects.update(
        overall_objective="三年内完成改造，保障运行安全。", annual_objective="全年维护12次，故障及时排除。"
    )
    Project.objects.update(amount=Decimal("1234.56"), justification="依据本级政府批复，经费由财政承担。")
    Filing.objects.update(status=FilingStatus.APPROVED)
    goals = list(PerformanceGoal.objects.with_project().with_indicators())
    approve(goals, User.objects.get(username="approver"))
    task = PublicationTask.objects.create(cycle=cycle, title="年初公开", due_on="2024-03-01")
    return task, goals[0]


def approve(goals, by) -> None:
    from django.db import transaction

    from filings.domain.versions import freeze
    from filings.enums import Action

    with transaction.atomic():
        for goal in goals:
            freeze(table=goal, action=Action.APPROVE, by=by)


def change(goal) -> None:
    from indicators.models import PerformanceGoal
    from perfgoals.accounts.models import User

    PerformanceGoal.objects.filter(pk=goal.pk).update(annual_objective="全年维护20次，故障及时排除。")
    fresh = PerformanceGoal.objects.with_project().with_indicators().filter(pk=goal.pk)
    approve(fresh, User.objects.get(username="approver"))


def bundle(task, folder: Path) -> str:
    """Make it, and prove what the list in it says."""
    from publication.domain.bundles import write_bundle
    from publication.domain.preparing import prepare

    prepared = prepare(task=task)
    made = write_bundle(task=task, prepared=prepared, folder=folder)
    lines = (folder / "SHA256SUMS.txt").read_text("utf-8").splitlines()
    for line in lines:
        digest, name = line.split("  ", 1)
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name
    with zipfile.ZipFile(made.zip) as archive:
        assert archive.testzip() is None and len(archive.namelist()) == len(lines) + 1
    files = made.manifest["files"]
    assert sum(Decimal(entry["amount"]) for entry in files) == Decimal(made.manifest["amount"])
    assert sum(entry["projects"] for entry in files) == made.manifest["projects"]
    assert all(entry["pdf"]["name"] == f"{entry['unit']}.pdf" for entry in files)
    reused = sum(one.reused for one in prepared)
    total = (
        f"{made.manifest['units']} units, {made.manifest['projects']} projects, {made.manifest['amount']} 元"
    )
    return f"{total}, {len(lines)} files, {reused} units taken again, {made.zip.stat().st_size / 1e6:.1f} MB"


def measure(what: str, work) -> float:
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what}: {wall:.1f} s wall, {cpu:.1f} s CPU; {result}", flush=True)
    return cpu


if __name__ == "__main__":
    main()
