"""One site of benchmarks.scale, in a process of its own: names its pages, then opens those it is asked for.

A line of JSON in, [what, label], a line of JSON out. "look": queries, KB and status of the page; "open": its
CPU in ms; "slowest": its slowest queries.
"""

import argparse
import contextlib
import json
import os
import re
import sys
import time
from pathlib import Path


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--prepare", type=int, metavar="PROJECTS", help="make the site first")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "perfgoals.settings"
    import django

    django.setup()
    from projects.models import BudgetCycle

    if options.prepare:
        with contextlib.redirect_stdout(sys.stderr):
            prepare(options.prepare)
    pages = addresses(BudgetCycle.objects.latest("pk"))
    clients = {who: browser(who) for who in {who for who, _ in pages.values()}}
    clock = database_clock()
    say(list(pages))
    for line in sys.stdin:
        what, label = json.loads(line)
        who, path = pages[label]
        if what == "open":
            began = time.process_time() + clock()
            clients[who].get(path)
            say((time.process_time() + clock() - began) * 1000)
        else:
            say({"look": look, "slowest": slowest}[what](clients[who], path))


def say(what) -> None:
    print(json.dumps(what), flush=True)


def prepare(projects: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    from perfgoals.common.database import analyze

    from .lived_in import live_in
    from .made_up_site import make_site

    call_command("setup_site")
    live_in(make_site(projects, full_pages=True))
    analyze(connection)


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
    middle = cycle.projects.order_by("pk")[cycle.projects.count() // 2].name
    for label, query in {**FILTERS, "one name": f"q={middle}"}.items():
        found[f"list, {label}"] = ("approver", f"{goals}?{query}")
    queue = reverse("review_queue", args=[cycle.code])
    for label, query in QUEUES.items():
        found[f"queue, {label}"] = ("approver", f"{queue}?{query}")
    for name in ("statistics_checks", "check_trend", "revision_requests", "goal_copy"):
        who = "preparer" if name == "goal_copy" else "approver"
        found[name] = (who, reverse(name, args=[cycle.code]))
    return found


FILTERS = {
    "by status": "status=endorsed",
    "by unit": "unit=600001",
    "by fund": "fund=1111",
    "sorted by name": "order=name",
    "sorted by update": "order=-updated",
    "sorted by status": "order=status",
    "sorted by fund": "order=fund",
    "sorted by subject": "order=subject",
    "rare word": "q=离休干部",  # three of 54 names
    "no such word": "q=火星探测",
    "code of a unit": "q=600001",
    "missing amounts": "unpriced=yes",
    "not handed in": "handed=no",
}
QUEUES = {"last page": "page=99999", "by amount": "order=-amount"}


def browser(who: str):
    from django.conf import settings
    from django.test import Client

    from perfgoals.accounts.models import User

    from .made_up_site import session_of

    client = Client(headers={"host": "localhost"})
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(User.objects.get(username=who))
    return client


def look(client, path: str) -> dict:
    """What stays from one opening to the next; code and templates are read, the session notes its time."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    kilobytes = len(answer.content) / 1000 if not answer.streaming else 0
    return {"queries": len(captured), "kb": kilobytes, "status": answer.status_code}


def slowest(client, path: str) -> list[str]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    slow = sorted(captured.captured_queries, key=lambda query: -float(query["time"]))[:4]
    return [f"{query['time']} {query['sql'][:1500]}" for query in slow]


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


if __name__ == "__main__":
    main()
