"""Must hold: a bureau of 30 units and 43 people stands in at most 60 actions of its administrators.

The site is a real one: `setup_site` as ./run calls it, the web server and a worker as processes.
"""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.sites import Site

from . import first_hour as hour
from .serving import served

pytestmark = [pytest.mark.browser, pytest.mark.pure]
MOST_ACTIONS = 60


@pytest.fixture
def empty_site(tmp_path):
    """(address, first passwords by username) of a running site without --demo."""
    site = Site(tmp_path / "site")
    site.folder.mkdir()
    made = site.manage("setup_site")
    assert made.returncode == 0, made.stderr
    passwords = dict(re.findall(r"^  (\w+) +(\S+)   ", made.stdout, re.M))
    with served(site) as address:
        yield address, passwords


def slip_passwords(pdf: bytes, path: Path) -> dict[str, str]:
    """Username → first password, read from the printed sheet."""
    path.write_bytes(pdf)
    text = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout
    return dict(re.findall(r"用户名\n(\S+)\n首次密码\n(\S+)", text))


def test_from_an_empty_site_to_the_first_submission(chromium, empty_site, tmp_path):
    address, passwords = empty_site
    folder = os.environ.get("PERFGOALS_SHOTS")
    shots = Path(folder) if folder else None

    def at_work(name, password=None):
        context = chromium.new_context(
            base_url=address, viewport={"width": 1366, "height": 900}, locale="zh-CN"
        )
        page = context.new_page()
        page.set_default_timeout(90_000)
        person = hour.Person(page, name, shots)
        person.log_in(name, password or passwords[name])
        return person

    admin = at_work("administrator")
    hour.units_and_codes(admin)
    hour.last_years_cycle(admin)
    slips = slip_passwords(hour.accounts(admin), tmp_path / "slips.pdf")
    assert len(slips) == len(hour.people()) == 43

    officer = at_work("security")
    hour.confirm_roles(officer)
    reviewer, approver = at_work("r01", slips["r01"]), at_work("a01", slips["a01"])
    officer.click("link", "用户与角色")
    officer.click("link", "个角色待安全管理员确认")
    officer.page.locator("[data-select-all]").check()
    officer.actions += 1
    officer.click("button", "授予所选的角色")

    hour.import_last_year(reviewer)
    hour.new_year(admin)
    preparer = at_work("t01", slips["t01"])
    hour.first_submission(preparer)

    everybody = (admin, officer, reviewer, approver, preparer)
    if shots:
        counts = "\n".join(f"{person.name} {person.actions}" for person in everybody)
        (shots / "actions.txt").write_text(counts, "utf-8")
    assert [fault for person in everybody for fault in person.seen] == []
    assert admin.actions + officer.actions <= MOST_ACTIONS
