"""How quickly pages answer on a large site: python -m benchmarks.pages [--projects 10000] [--seconds 20]

Makes two sites in folders of their own (10 projects and many), keeps the figures that the workers of a
running site keep within minutes, counts the queries of each page in both, starts gunicorn on the large one
and lets eight people read its pages: once with a second between two pages, as people do, and once without
any pause, which shows what the machine can bear. Printed per page: queries at 10 and at many projects, median
and 95th percentile in milliseconds. With --alone NAME (more than once) also how
many times a second that page alone is answered. With --site FOLDER, and --database URL, that site is read
instead of a new large one.
"""

import argparse
import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

GUNICORN_PROCESSES = 2


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--projects", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--users", type=int, default=8)
    parser.add_argument("--alone", action="append", default=[], metavar="NAME")
    parser.add_argument("--site", type=Path, metavar="FOLDER", help="a site that exists")
    parser.add_argument("--database", metavar="URL", help="its DATABASE_URL")
    parser.add_argument("--prepare", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.prepare is not None:
        print(json.dumps(prepare(options.prepare)))
        return
    with tempfile.TemporaryDirectory(prefix="perfgoals-pages-") as folder:
        few = prepared(Path(folder) / "few", 10)
        started, place = time.perf_counter(), options.site or Path(folder) / "many"
        many = prepared(place, 0 if options.site else options.projects, options.database)
        print(f"site at hand after {time.perf_counter() - started:.0f} s; load {os.getloadavg()[0]:.1f}")
        with served(place, options.database) as port:
            calm = load(port, many["pages"], users=options.users, seconds=options.seconds, pause=1.0)
            hard = load(port, many["pages"], users=options.users, seconds=options.seconds, pause=0.0)
            for label in options.alone:
                page = {label: many["pages"][label]}
                times = load(port, page, users=options.users, seconds=options.seconds, pause=0.0)[label]
                print(f"{label} alone: {len(times) / options.seconds:.0f} requests/s")
    report(few["queries"], many["queries"], calm, hard, options)


def prepare(projects: int) -> dict:
    """In a process of its own, with PERFGOALS_DATA set: make the site, with 0 projects take what is there;
    count the queries of every page.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "perfgoals.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from perfgoals.accounts.models import User
    from perfgoals.common.database import analyze
    from projects.models import BudgetCycle

    from .made_up_site import make_site, session_of

    if projects:
        call_command("setup_site", stdout=sys.stderr)
        keep_figures(make_site(projects))
        analyze(connection)  # as every start of the site does
    cycle = BudgetCycle.objects.latest("pk")
    pages = {}
    for label, (who, path) in addresses(cycle).items():
        pages[label] = [path, session_of(User.objects.get(username=who))]
    return {"pages": pages, "queries": {label: queries(*page) for label, page in pages.items()}}


def keep_figures(cycle) -> None:
    """What workers count about once a minute: the figures of the units, the drafts with something to mend."""
    from indicators.domain.counting.keeping import keep_counts
    from indicators.domain.review.blocked import keep_recount_of_drafts

    keep_counts()
    while keep_recount_of_drafts(cycle=cycle):
        pass


def addresses(cycle) -> dict[str, tuple[str, str]]:
    """Every page that is measured: who reads it, and where it is."""
    from django.urls import NoReverseMatch, reverse

    goal = cycle.projects.filter(department__memberships__user__username="preparer").order_by("pk").first()
    places = {
        "home of a preparer": ("preparer", "home", []),
        "home of an approver": ("approver", "home", []),
        "home of an administrator": ("administrator", "home", []),
        "list, own unit": ("preparer", "goal_list", [cycle.code]),
        "list, all units": ("approver", "goal_list", [cycle.code]),
        "list, last page": ("approver", "goal_list", [cycle.code], "?page=999999"),
        "list, searched": ("approver", "goal_list", [cycle.code], "?q=%E8%B4%B9"),
        "list, by amount": ("approver", "goal_list", [cycle.code], "?order=-amount"),
        "one table": ("preparer", "goal_detail", [goal.pk]),
        "form": ("preparer", "goal_edit", [goal.pk]),
        "units not begun": ("administrator", "units_not_begun", [cycle.code]),
        "statistics, all units": ("approver", "statistics", [cycle.code]),
        "statistics, own unit": ("preparer", "statistics", [cycle.code]),
        "units behind": ("approver", "units_behind", [cycle.code]),
        "suggestions": ("preparer", "library_suggest", [], f"?goal={goal.pk}&q=l"),
        "library": ("preparer", "library_list", []),
        "users": ("administrator", "user_list", []),
    }
    found = {}
    for label, (who, name, args, *query) in places.items():
        try:
            found[label] = (who, reverse(name, args=args) + "".join(query))
        except NoReverseMatch:
            print(f"no page {name}", file=sys.stderr)
    return found


def queries(path: str, session: str) -> int:
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    client.get(path)  # the first page of a session notes its time
    with CaptureQueriesContext(connection) as captured:
        status = client.get(path).status_code
    assert status == 200, (path, status)
    return len(captured)


def prepared(folder: Path, projects: int, database: str | None = None) -> dict:
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "benchmarks.pages", "--prepare", str(projects)]
    return json.loads(
        subprocess.run(command, env=environment(folder, database), check=True, stdout=subprocess.PIPE).stdout
    )


def environment(folder: Path, database: str | None) -> dict:
    kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "PERFGOALS_DEBUG")}
    return {**kept, "PERFGOALS_DATA": str(folder)} | ({"DATABASE_URL": database} if database else {})


class served:
    """gunicorn on a free port of the loopback address, until the end of the block."""

    def __init__(self, folder: Path, database: str | None = None):
        self.environment = environment(folder, database)

    def __enter__(self) -> int:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "perfgoals.wsgi", "--bind", f"127.0.0.1:{port}"]
        command += ["--workers", str(GUNICORN_PROCESSES), "--log-level", "warning"]
        self.process = subprocess.Popen(command, env=self.environment)
        for _ in range(100):
            time.sleep(0.2)
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return port
        raise SystemExit("gunicorn did not start")

    def __exit__(self, *exc):
        self.process.terminate()
        self.process.wait(timeout=30)


def load(port: int, pages: dict, *, users: int, seconds: float, pause: float) -> dict[str, list[float]]:
    """Milliseconds of every answer, by page; each user walks through the pages in an order of its own."""
    times: dict[str, list[float]] = {label: [] for label in pages}
    for label in pages:  # each process reads code and templates once
        for _ in range(2 * GUNICORN_PROCESSES):
            fetch(http.client.HTTPConnection("127.0.0.1", port, timeout=60), *pages[label])
    end = time.perf_counter() + seconds
    threads = [threading.Thread(target=walk, args=(port, pages, times, end, pause, n)) for n in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def walk(port, pages, times, end, pause, seed):
    order = random.Random(seed)
    time.sleep(order.random() * pause)
    while time.perf_counter() < end:
        for label in order.sample(list(pages), len(pages)):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            started = time.perf_counter()
            fetch(connection, *pages[label])
            times[label].append((time.perf_counter() - started) * 1000)
            time.sleep(pause * 2 * order.random())
            if time.perf_counter() > end:
                return


def fetch(connection, path: str, session: str) -> None:
    connection.request("GET", path, headers={"Cookie": f"sessionid={session}"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status}")


def report(few: dict, many: dict, calm: dict, hard: dict, options) -> None:
    print(f"{options.users} people, {GUNICORN_PROCESSES} processes; p50 and p95 in ms")
    head = ("page", "queries 10", f"at {options.projects}", "p50", "p95", "no pause p50", "p95")
    print("{:<26}{:>11}{:>11}{:>8}{:>8}{:>14}{:>8}".format(*head))
    for label in many:
        figures = [figure for times in (calm, hard) for figure in percentiles(times[label])]
        line = f"{label:<26}{few[label]:>11}{many[label]:>11}{figures[0]:>8.0f}{figures[1]:>8.0f}"
        print(f"{line}{figures[2]:>14.0f}{figures[3]:>8.0f}")
    for name, times in (("with a pause", calm), ("without", hard)):
        merged = [value for values in times.values() for value in values]
        median, late = percentiles(merged)
        print(f"{name}: {len(merged) / options.seconds:.0f} pages/s, p50 {median:.0f}, p95 {late:.0f}")


def percentiles(times: list[float]) -> tuple[float, float]:
    if len(times) < 2:
        return (times or [0.0])[0], (times or [0.0])[0]
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main()
