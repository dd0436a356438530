"""The pictures of the help, taken from the running program with the demo table.

    python -m tests.browser.help_pictures      writes static/img/help/*.webp, each below 60 KB

To be run again when a page that is shown there looks different.
"""

import io
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import django
from playwright.sync_api import sync_playwright

from tests.sites import ROOT, Site

from .serving import served

PICTURES = ROOT / "static" / "img" / "help"
SIZE = {"width": 1200, "height": 675}
SHOWN = (960, 540)
LARGEST = 60_000
# name → who looks, and at which address; the demo's keys are filled in.
PAGES = {
    "form": ("preparer", "/goals/{draft}/edit/"),
    "monitoring": ("preparer", "/monitoring/rounds/1/projects/1/"),
    "statistics": ("reviewer", "/cycles/2023/statistics/"),
    "queue": ("supervisor", "/cycles/2023/review/"),
    "review": ("supervisor", "/goals/{submitted}/review/"),
    "sheet": ("reviewer", "/goals/{endorsed}/sheet/"),
    "guide": ("administrator", "/setup/"),
    "roles": ("security", "/users/proposals/"),
    "mapping": ("administrator", "/setup/cycles/2024/mapping/"),
}


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="help-") as folder:
        site = Site(Path(folder))
        made = site.manage("setup_site", "--demo")
        assert made.returncode == 0, made.stderr
        found = dict(re.findall(r"(\w+)=(\S+)", site.shell(PREPARED)))
        with served(site) as address, sync_playwright() as driver:
            path = shutil.which("chromium") or shutil.which("chromium-browser")
            browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
            for name, (who, page) in PAGES.items():
                take(browser, address, found[who], page.format(**found), PICTURES / f"{name}.webp")
            browser.close()


# Tables in every status, a list of people, a new year; and a session for each of those who look.
PREPARED = """
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from filings.domain.steps import take_step
from indicators.domain.cycles import create_cycle
from indicators.models import CycleRules, IndicatorScheme, PerformanceGoal
from perfgoals.accounts.batches import Wanted, create_accounts
from perfgoals.accounts.models import User
from projects.models import BudgetCycle, Department, Project
User.objects.update(must_change_password=False)
people = {user.username: user for user in User.objects.all()}
unit = Department.objects.get(code="130001")
cycle = BudgetCycle.objects.get(code="2023")
BudgetCycle.objects.update(state="open")
names = {"zhanghm": "张会敏", "liyan": "李妍", "wangjf": "王建芳", "chenxl": "陈晓玲"}
wanted = [Wanted(name, "preparer", unit) for name in names]
create_accounts(names=names, wanted=wanted, by=people["administrator"])
new = BudgetCycle(code="2024", fiscal_year=2024, region=cycle.region, level=cycle.level, state="open")
rules = CycleRules(scheme=IndicatorScheme.objects.get(code="2021"))
create_cycle(cycle=new, rules=rules, source=cycle, by=people["administrator"])
ready = [g for g in PerformanceGoal.objects.filter(project__cycle=cycle).order_by("project__position")
         if g.project.amount is not None]
def step(goal, action, who):
    goal = PerformanceGoal.objects.get(pk=goal.pk)
    take_step(filing=goal.filing, action=action, by=people[who], revision=goal.revision, comment="")
done = []
for goal in ready:
    if len(done) == 4:
        break
    try:
        if goal.filing.status != "draft":
            continue
        step(goal, "submit", "preparer")
    except Exception:
        continue
    done.append(goal)
for goal in done:
    if PerformanceGoal.objects.get(pk=goal.pk).filing.status == "submitted" and goal is done[0]:
        step(goal, "endorse", "supervisor")
draft = next(g for g in ready if PerformanceGoal.objects.get(pk=g.pk).filing.status == "draft")
by_status = {}
for goal in PerformanceGoal.objects.filter(project__cycle=cycle).select_related("filing"):
    by_status.setdefault(goal.filing.status, goal.pk)
print(f"draft={draft.pk} submitted={by_status.get('submitted')} endorsed={by_status.get('endorsed')}")
for user in people.values():
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "perfgoals.accounts.backends.RoleBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    print(f"{user.username}={store.session_key}")
"""


def take(browser, address: str, session: str, page: str, target: Path) -> None:
    from django.conf import settings
    from PIL import Image

    context = browser.new_context(base_url=address, viewport=SIZE, locale="zh-CN")
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}
    context.add_cookies([cookie])
    shown = context.new_page()
    answer = shown.goto(page)
    assert answer.ok, f"{page}: {answer.status}"
    shown.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(shown.screenshot())).convert("RGB").resize(SHOWN, Image.LANCZOS)
    for quality in (80, 70, 60, 50, 40):
        picture.save(target, "WEBP", quality=quality, method=6)
        if target.stat().st_size < LARGEST:
            break
    context.close()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfgoals.settings")
    django.setup()
    sys.exit(main())
