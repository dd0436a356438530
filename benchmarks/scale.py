"""What pages cost on a large site beside a small one: python -m benchmarks.scale [--sizes 1000 100000]

Makes a site of each size in a folder of its own (or takes the folders given), opens every page of the menu as
finance, department and unit, and the pages of benchmarks.pages, and prints the CPU of each in ms and how many
times the smallest site's the largest one's is. The least of some openings counts: the machine may be busy
with other things. With `--databases` each site is in a database of its own, and what its process of
PostgreSQL computes for the page is added (Linux, on this machine).
Pages above the bound are marked; they make the exit code 1. With --verbose the slowest queries follow.
"""

import argparse
import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BOUND = 1.25
NOISE_MS = 2
OPENINGS = 9


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", nargs="+", type=int, default=[1000, 100_000], metavar="PROJECTS")
    parser.add_argument("--folders", nargs="+", metavar="FOLDER", help="sites, made where none is")
    parser.add_argument("--databases", nargs="+", metavar="URL", help="DATABASE_URL of each site")
    parser.add_argument("--only", default="", help="pages whose name has this in it")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--in-here", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--prepare", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.in_here:
        print(json.dumps(site_here(options)))
        return
    with contextlib.ExitStack() as stack:
        name = stack.enter_context(tempfile.TemporaryDirectory(prefix="perfgoals-scale-"))
        folders = options.folders or [str(Path(name) / str(size)) for size in options.sizes]
        databases = options.databases or [None] * len(folders)
        sites = zip(folders, databases, options.sizes, strict=True)
        found = [costs(Path(folder), database, size, options) for folder, database, size in sites]
    sys.exit(report(found, options))


def costs(folder: Path, database: str | None, projects: int, options) -> dict:
    """Label of each page → CPU in ms, queries, KB; measured in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.scale", "--in-here", "--only", options.only]
    if not folder.exists():
        folder.mkdir()
        command += ["--prepare", str(projects)]
    command += ["--verbose"] * options.verbose
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"PERFGOALS_DATA": str(folder)} | ({"DATABASE_URL": database} if database else {})
    found = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    return json.loads(found.stdout)


def site_here(options) -> dict:
    os.environ["DJANGO_SETTINGS_MODULE"] = "perfgoals.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from indicators.management.commands.setup_site import analyze
    from projects.models import BudgetCycle

    from .lived_in import live_in
    from .made_up_site import make_site

    if options.prepare:
        call_command("setup_site", stdout=sys.stderr)
        live_in(make_site(options.prepare))
        analyze()
    cycle = BudgetCycle.objects.latest("pk")
    pages = {label: page for label, page in addresses(cycle).items() if options.only in label}
    return {label: cost(label, *page, options) for label, page in pages.items()}


def addresses(cycle) -> dict[str, tuple[str, str]]:
    """Label → who opens it and where it is: the pages of every role's menu, and what is read otherwise."""
    from django.urls import reverse

    from . import pages

    found = pages.addresses(cycle)
    known = set(found.values())
    for who in ("approver", "supervisor", "preparer", "administrator"):
        home = browser(who).get("/").content.decode()
        menu = re.search(r'<nav class="menu".*?</nav>', home, re.S)[0]
        for address, label in re.findall(r'<a [^>]*href="([^"]+)"[^>]*>([^<]+)</a>', menu):
            if (who, address) not in known:
                found[f"{who} {label.strip()}"] = (who, address)
    goals = reverse("goal_list", args=[cycle.code])
    for label, query in FILTERS.items():
        found[f"list, {label}"] = ("approver", f"{goals}?{query}")
    queue = reverse("review_queue", args=[cycle.code])
    for label, query in QUEUES.items():
        found[f"queue, {label}"] = ("approver", f"{queue}?{query}")
    for name in ("statistics_checks", "check_trend", "revision_requests", "goal_copy"):
        who = "preparer" if name == "goal_copy" else "approver"
        found[name] = (who, reverse(name, args=[cycle.code]))
    return found


FILTERS = {
    "by status": "status=endorsed", "by unit": "unit=600001", "by fund": "fund=1111",
    "sorted by name": "order=name",
    "sorted by update": "order=-updated", "sorted by status": "order=status", "sorted by fund": "order=fund",
    "sorted by subject": "order=subject", "rare word": "q=%E5%A4%A7%E7%BB%84%E5%B7%A5%E7%BD%91",
    "one name": "q=%E8%B4%B9%EF%BC%88999%EF%BC%89", "no such word": "q=%E7%81%AB%E6%98%9F%E6%8E%A2%E6%B5%8B",
    "code of a unit": "q=600001", "missing amounts": "unpriced=yes", "not handed in": "handed=no",
}  # fmt: skip
QUEUES = {"last page": "page=99999", "by amount": "order=-amount"}


def browser(who: str):
    from django.conf import settings
    from django.test import Client

    from perfgoals.accounts.models import User

    from .made_up_site import session_of

    client = Client(headers={"host": "localhost"})
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(User.objects.get(username=who))
    return client


def cost(label: str, who: str, path: str, options) -> dict:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = browser(who)
    client.get(path)  # code and templates are read once, the first page of a session notes its time
    client.get(path)
    cpu, database = [], database_clock()
    for _ in range(OPENINGS):
        began = time.process_time() + database()
        answer = client.get(path)
        cpu.append((time.process_time() + database() - began) * 1000)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    slow = sorted(captured.captured_queries, key=lambda query: -float(query["time"]))[:4]
    if options.verbose:
        said = [f"   {query['time']} {query['sql'][:1500]}" for query in slow]
        print(f"{label} {min(cpu):.0f} ms", *said, sep="\n", file=sys.stderr)
    kilobytes = len(answer.content) / 1000 if not answer.streaming else 0
    return {"ms": min(cpu), "queries": len(captured), "kb": kilobytes, "status": answer.status_code}


def database_clock():
    """Tells the seconds that the process of PostgreSQL behind our connection has computed; 0 on SQLite, which
    computes in ours."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return lambda: 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ran = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return lambda: int(ran.read_text().split()[0]) / 1e9


def report(found: list[dict], options) -> bool:
    heads = "".join(f"{size:>9}" for size in options.sizes)
    print(f"{'page':<30}{heads}{'times':>8}{'queries':>9}{'KB':>6}   CPU in ms")
    few, many = found[0], found[-1]
    over = 0
    for label, large in many.items():
        small = few[label]
        is_over = large["ms"] > small["ms"] * BOUND + NOISE_MS
        over += is_over
        costs = "".join(f"{site[label]['ms']:>9.1f}" for site in found)
        said = "" if large["status"] == 200 else f"  {large['status']}"
        line = f"{label:<30}{costs}{large['ms'] / small['ms']:>8.2f}{large['queries']:>9}{large['kb']:>6.0f}"
        print(f"{line}{'  over' * is_over}{said}")
    print(f"{over} of {len(many)} pages above {BOUND} times ({NOISE_MS} ms left for noise)")
    return over > 0


if __name__ == "__main__":
    main()
