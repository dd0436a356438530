"""Drills of what is sent: nothing, too much, broken and hostile files, the same decision twelve times."""

import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from benchmarks.drill_table import INPUT, LOAD, Line
from benchmarks.drilled_site import Site, peak_megabytes
from tests.hostile_uploads import files

ENDORSED = """
import json
from filings.enums import FilingStatus
from indicators.models import PerformanceGoal
goals = PerformanceGoal.objects.filter(filing__status=FilingStatus.ENDORSED).select_related("filing")[:20]
print(json.dumps([[goal.pk, goal.filing.revision] for goal in goals]))
"""
STEPS = """
from collections import Counter
from filings.models import FilingTransition
steps = Counter(FilingTransition.objects.filter(comment="十二人同时退回").values_list("filing", flat=True))
print(len(steps), max(steps.values()))
"""
UNFINISHED = """
from perfgoals.jobs.enums import JobState
from perfgoals.jobs.models import Job
print(Job.objects.filter(state__in=[JobState.QUEUED, JobState.RUNNING]).count())
"""
# A process of the site has some 150 MB before anything is sent; 300 more are allowed.
MOST_MEGABYTES = 450


def twelve_at_once(site: Site, server) -> Line:
    """Twelve people send the same table back in the same moment; twenty tables."""
    goals = json.loads(site.ask(ENDORSED))
    answers = []
    with ThreadPoolExecutor(12) as people:
        for key, revision in goals:
            form = {"revision": revision, "comment": "十二人同时退回"}
            send = partial(site.post, f"/goals/{key}/return/", form, who="approver")
            answers += [status for status, _ in people.map(lambda _, send=send: send(), range(12))]
    tables, most = site.ask(STEPS).split()
    wrong = sum(status >= 500 or not status for status in answers)
    figure = f"{tables} 张表各退回 {most} 次，{len(answers)} 次提交中出错 {wrong}"
    met = len(goals) == int(tables) == 20 and most == "1" and not wrong
    return Line(LOAD, "十二人同时退回一张表，20 张", figure, "只成一次，0 错", met)


def hostile_files(site: Site, server) -> Line:
    """Broken and hostile files through the import, read by the running worker; then their pages."""
    slowest, answers, pages = 0.0, [], []
    for filename, content in files().values():
        began = time.monotonic()
        status, page = site.upload("/cycles/2024/imports/", filename, content)
        slowest = max(slowest, time.monotonic() - began)
        answers.append(status)
        pages += [page] if status == 302 else []
    unfinished = int(site.ask(UNFINISHED))
    deadline = time.monotonic() + 300
    while unfinished and time.monotonic() < deadline:
        time.sleep(3)
        unfinished = int(site.ask(UNFINISHED))
    wrong = sum(not 200 <= status < 500 for status in answers)
    wrong += sum(site.get(page, who="preparer") != 200 for page in pages)
    peak = peak_megabytes(server)
    figure = f"{len(answers)} 个，出错 {wrong}，最慢 {slowest:.1f} s，没读完 {unfinished}"
    figure += f"，进程最多 {peak:.0f} MB"
    met = not wrong and slowest <= 5 and not unfinished and peak <= MOST_MEGABYTES
    return Line(INPUT, "坏的、恶意的文件过导入", figure, f"0 错，≤ 5 s，≤ {MOST_MEGABYTES} MB", met)


def silent_connections(site: Site, server) -> Line:
    clients = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(60)]
    for number, client in enumerate(clients):
        client.sendall(b"" if number % 2 else b"GET / HTTP/1.1\r\nHost: localhost\r\nX-")
    began = time.monotonic()
    status = site.get("/")
    seconds = time.monotonic() - began
    for client in clients:
        client.close()
    return Line(
        INPUT, "60 个不说话的连接", f"别人的页面 {seconds:.1f} s", "≤ 2 s", status == 200 and seconds <= 2
    )


def huge_body(site: Site, server) -> Line:
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as client:
        client.sendall(
            b"POST /login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=x\r\n"
            b"Content-Length: 314572800\r\n\r\n" + b"x" * 10_000
        )
        status = client.recv(200).split()[1].decode()
    return Line(INPUT, "300 MB 的提交", f"答 {status}", "413，不落盘", status == "413")
