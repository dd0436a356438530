"""How long the checks take: python -m benchmarks.checks

Projects are made from the published table, each with texts and numbers of its own so that no cache helps
beyond one project, in units of 54. Printed: seconds for 500 and 5,000 projects, their ratio (10 is linear),
the comparison between 5,000 projects of one single unit, and the time for one project as it is typed.
"""

import re
import statistics
import time
from dataclasses import replace

from indicators.checks import CheckedProject, CheckSettings, run_cycle_checks, run_project_checks
from tests.indicators.checks import REQUIRED, seed_projects

SETTINGS = CheckSettings(required_categories=REQUIRED)


def synthetic(count: int, offset: int) -> list[CheckedProject]:
    """`count` projects unlike those of any other offset."""
    seed = seed_projects()
    return [_varied(seed[number % len(seed)], number, number + offset) for number in range(count)]


def _varied(project: CheckedProject, number: int, salt: int) -> CheckedProject:
    unit = f"{number // 54:06}"

    def vary(text: str) -> str:
        return re.sub("[0-9]{3,}", lambda match: str(int(match[0]) + salt), text)

    rows = tuple(
        replace(
            row,
            key=(salt, place),
            period_target=vary(row.period_target),
            annual_target=vary(row.annual_target),
        )
        for place, row in enumerate(project.rows)
    )
    return replace(
        project,
        key=salt,
        unit_code=unit,
        name=f"{project.name}{salt}",
        justification=f"{project.justification}{salt}",
        overall_objective=f"{project.overall_objective}共{salt}项。",
        annual_objective=f"{project.annual_objective}共{salt}项。",
        rows=rows,
    )


def seconds(projects: list[CheckedProject]) -> tuple[float, float]:
    """Time of the checks of single projects, and of those between projects."""
    start = time.perf_counter()
    for project in projects:
        run_project_checks(project, SETTINGS)
    middle = time.perf_counter()
    run_cycle_checks(projects, SETTINGS)
    return middle - start, time.perf_counter() - middle


def one_project() -> list[float]:
    """Milliseconds for each project of the seed, alone and with new texts."""
    times = []
    for project in synthetic(len(seed_projects()), 50_000):
        start = time.perf_counter()
        run_project_checks(project, SETTINGS)
        times.append((time.perf_counter() - start) * 1000)
    return times


def main() -> None:
    single = one_project()
    middle, slowest = statistics.median(single), max(single)
    print(f"one project        median {middle:.2f} ms, slowest {slowest:.2f} ms (bar 50 ms)")
    totals = []
    for count, offset in ((500, 100_000), (5000, 200_000)):
        alone, between = seconds(synthetic(count, offset))
        totals.append(alone + between)
        parts = f"{alone:.2f} alone + {between:.2f} between"
        print(f"{count:>5} projects     {alone + between:6.2f} s = {parts}")
    lone = [replace(project, unit_code="1") for project in synthetic(5000, 300_000)]
    start = time.perf_counter()
    run_cycle_checks(lone, SETTINGS)
    print(f" 5000 in one unit  {time.perf_counter() - start:6.2f} s between")
    print(f"ratio 500 → 5,000  {totals[1] / totals[0]:6.1f} (10 is linear; bar for 5,000: 5 s)")


if __name__ == "__main__":
    main()
