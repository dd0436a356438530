"""统计 on a large site: python -m benchmarks.statistics [--projects 10000] [--times 40]

Makes a site in a folder of its own, checks it, and opens the page so many times in one process. Printed:
queries, median and 95th percentile in milliseconds, of the page and of its workbook. Then every sum is
compared with one made by plain SQL, every linked number with the rows of its list; differences are an error.
"""

import argparse
import os
import re
import statistics
import sys
import tempfile
import time


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--projects", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=40)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="perfgoals-statistics-") as folder:
        os.environ |= {"PERFGOALS_DATA": folder, "DJANGO_SETTINGS_MODULE": "perfgoals.settings"}
        import django

        django.setup()
        measure(options)


def measure(options):
    from django.db import connection
    from django.urls import reverse

    from perfgoals.common.database import analyze

    cycle = prepared(options.projects)
    analyze(connection)
    for who in ("approver", "supervisor", "preparer"):
        client = browser(who)
        for name in ("statistics", "statistics_checks", "statistics_file", "units_behind"):
            if name == "units_behind" and who == "preparer":
                continue
            address = reverse(name, args=[cycle.code])
            took, count = timed(client, address, options.times)
            p95 = statistics.quantiles(took, n=20)[-1]
            print(
                f"{who:10} {name:18} {count:3} queries, {statistics.median(took):6.0f} ms, p95 {p95:6.0f} ms"
            )
    differences = [*sums_by_sql(cycle), *links_of(browser("approver"), cycle)]
    print("sums and links:", differences or "as they should be")
    sys.exit(bool(differences))


def prepared(projects: int):
    """The site with its findings, and as many again that the first submissions had."""
    from django.core.management import call_command

    from indicators.domain.checking.keeping import refresh_findings
    from indicators.models import CheckTally, GoalFinding

    from .made_up_site import make_site

    call_command("setup_site", stdout=sys.stderr)
    cycle = make_site(projects)
    refresh_findings(cycle=cycle)
    found = GoalFinding.objects.leading().values_list("goal", "check_id").distinct()
    first = {(goal, check) for goal, check in found.iterator() if goal % 3}
    first |= {(goal, "amount_missing") for goal, _ in first}
    CheckTally.objects.bulk_create(
        (
            CheckTally(goal_id=goal, stage="submitted", check_id=check, count=1)
            for goal, check in sorted(first)
        ),
        batch_size=2000,
    )
    return cycle


def browser(who: str):
    from django.conf import settings
    from django.test import Client

    from perfgoals.accounts.models import User

    from .made_up_site import session_of

    client = Client(headers={"host": "localhost"})
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(User.objects.get(username=who))
    return client


def timed(client, address: str, times: int) -> tuple[list[float], int]:
    """Milliseconds of each opening, and its queries; the first two openings are not counted."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    took = []
    for number in range(times + 2):
        started = time.perf_counter()
        answer = client.get(address)
        b"".join(answer.streaming_content) if answer.streaming else answer.content
        if number > 1:
            took.append((time.perf_counter() - started) * 1000)
        assert answer.status_code == 200, (address, answer.status_code)
    with CaptureQueriesContext(connection) as captured:
        client.get(address).close()
    return took, len(captured)


SUMS = {
    "funds": """SELECT COUNT(*), SUM(p.amount) FROM projects_project p
        JOIN projects_fundsource f ON f.id = p.fund_source_id WHERE p.cycle_id = %s
        GROUP BY f.code ORDER BY f.code""",
    "classes": """SELECT COUNT(*), SUM(p.amount) FROM projects_project p
        JOIN projects_functionalsubject s ON s.id = p.functional_subject_id WHERE p.cycle_id = %s
        GROUP BY SUBSTR(s.code, 1, 3) ORDER BY SUBSTR(s.code, 1, 3)""",
    "units": """SELECT COUNT(*), SUM(CASE WHEN g.status = 'approved' THEN 1 ELSE 0 END) FROM filings_filing g
        JOIN projects_department d ON d.id = g.department_id WHERE g.cycle_id = %s
        GROUP BY d.code ORDER BY d.code""",
    "days": """SELECT handed_on, COUNT(*) FROM filings_filing WHERE cycle_id = %s AND handed_on IS NOT NULL
        GROUP BY handed_on ORDER BY handed_on""",
}


def sums_by_sql(cycle):
    """The tables whose figures differ from those of plain SQL."""
    from decimal import Decimal

    from django.db import connection

    from overview.statistics.figures import status_lines
    from overview.statistics.views import tables_of
    from perfgoals.accounts.models import User

    tables = tables_of(User.objects.get(username="approver"), cycle)
    shown = {name: [(li.projects.count, li.amount) for li in tables[name]] for name in ("funds", "classes")}
    shown["units"] = [
        (li.total.count, li.by_status[-1].count) for li in status_lines(cycle, list(tables["units"]))
    ]
    shown["days"] = [(li.day.isoformat(), li.on_day.count) for li in tables["days"]]
    for name, query in SUMS.items():
        with connection.cursor() as cursor:
            cursor.execute(query, [cycle.pk])
            rows = cursor.fetchall()
        if name in ("funds", "classes"):
            rows = [(count, Decimal(str(amount or 0)).quantize(Decimal("0.01"))) for count, amount in rows]
        if [tuple(map(str, row)) for row in rows] != [tuple(map(str, row)) for row in shown[name]]:
            yield name


def links_of(client, cycle):
    """The linked numbers of the page whose lists have another number of rows."""
    from html import unescape

    from django.test.utils import setup_test_environment

    setup_test_environment()  # answers bring the context they were made from
    page = "".join(opened.content.decode() for opened in _pages(client, cycle))
    for address, number in re.findall(r'<a href="([^"]+\?[^"]*)"[^>]*>(\d+)</a>', page):
        listed = client.get(unescape(address)).context["page"].paginator.count
        if listed != int(number):
            yield address, number, listed


def _pages(client, cycle):
    """The page of the checks, and every page of 统计: its units stand on several."""
    from django.urls import reverse

    yield client.get(reverse("statistics_checks", args=[cycle.code]))
    address, number, last = reverse("statistics", args=[cycle.code]), 0, 1
    while number < last:
        number += 1
        answer = client.get(address, {"page": number})
        last = answer.context["page"].paginator.num_pages
        yield answer


if __name__ == "__main__":
    main()
