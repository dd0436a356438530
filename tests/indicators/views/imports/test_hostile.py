"""Every hostile file on its whole way: upload, job, pages, and the workbook that comes back."""

import re
import sys
import time
from pathlib import Path

import pytest

from indicators.enums import ImportState, ItemState
from indicators.models import ImportItem, TableImport
from perfgoals.jobs.enums import JobState
from projects.models import Project
from tests.hostile_files import READ, REFUSED
from tests.indicators.tables_in import upload
from tests.reading.hostile_tables import TABLES

pytestmark = pytest.mark.pure  # what is read from a file is the same whatever stores it
IMPORTS = "/cycles/2024/imports/"
# The bar is 5 s; on a machine that does other work too, this tells a runaway from a slow minute.
SECONDS = 15 if sys.gettrace() is None else 45  # counting covered lines costs more than reading
MEGABYTES = 300
PROCESS = Path("/proc/self")
CHINESE = re.compile(r"[\u4e00-\u9fff]{4}")
FOREIGN = re.compile(r"Error|Exception|Traceback|openpyxl|zipfile|expat|None|xl/")
FILES = {**REFUSED, **READ} | {
    name: lambda content=content: ("table.xlsx", content) for name, content in TABLES.items()
}


class Cost:
    """Processor time of a block, and how far this process grew above what it held before, in MB."""

    def __enter__(self):
        PROCESS.joinpath("clear_refs").write_text("5")  # the peak begins again at what is held now
        self.held, self.start = self._status("VmRSS"), time.process_time()
        return self

    def __exit__(self, *_):
        self.seconds = time.process_time() - self.start
        self.megabytes = (self._status("VmHWM") - self.held) / 1024

    @staticmethod
    def _status(name: str) -> int:
        status = PROCESS.joinpath("status").read_text().splitlines()
        return next(int(line.split()[1]) for line in status if line.startswith(name))


@pytest.fixture
def browser(client_for, preparer, cycle):
    return client_for(preparer)


def full(response) -> bytes:
    return b"".join(response) if response.streaming else response.content


def sentences(table_import) -> list[dict]:
    own = [
        finding for findings in table_import.items.values_list("findings", flat=True) for finding in findings
    ]
    return table_import.summary.get("findings", []) + own


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_ends_in_words_at_little_cost_and_stores_nothing_half(browser, do_jobs, name):
    filename, content = FILES[name]()
    with Cost() as cost:
        with do_jobs():
            answer = browser.post(IMPORTS, {"file": upload(content, filename)})
        if answer.status_code == 422:  # nothing to read at all, or more than may be uploaded
            assert CHINESE.search("".join(answer.context["form"].errors["file"]))
            assert not TableImport.objects.exists()
            return
        pages = [full(browser.get(f"{answer.url}{page}")) for page in ("", "?show=errors")]
        mapping = browser.get(f"{answer.url}mapping/")
    assert all(pages)
    assert mapping.status_code == 200
    table_import = TableImport.objects.get()
    assert table_import.job.state == JobState.DONE, table_import.job.error
    assert not Project.objects.exists()
    assert_told(table_import, name)
    assert (cost.seconds <= SECONDS, cost.megabytes <= MEGABYTES) == (True, True)
    if name in TABLES:  # those that do look like a table are confirmed too
        with Cost() as cost, do_jobs():
            browser.post(f"{answer.url}write/")
        assert (cost.seconds <= SECONDS, cost.megabytes <= MEGABYTES) == (True, True)
        assert_whole(browser, answer.url)


def assert_told(table_import, name):
    """Refused as a whole, or asked about its columns, or previewed with every project refused or named."""
    said = sentences(table_import)
    assert not [finding for finding in said if FOREIGN.search(finding["reason"])]
    assert all(CHINESE.search(finding["reason"]) for finding in said)
    if table_import.state == ImportState.PREVIEWED:
        assert name in TABLES
        items = ImportItem.objects.all()
        assert items
        assert all(item.findings for item in items if item.state == ItemState.ERROR)
    elif table_import.state == ImportState.REFUSED:
        assert [finding for finding in said if finding["level"] == "error"]
    else:
        assert table_import.state == ImportState.MAPPING
        assert table_import.summary["unmapped"]
    if name in REFUSED:
        assert table_import.state == ImportState.REFUSED


def assert_whole(browser, address):
    """What was written is whole, and what was not is said."""
    table_import = TableImport.objects.get()
    if table_import.state == ImportState.WRITTEN:
        result = table_import.summary["result"]
        written = table_import.items.filter(written=True)
        assert result["written"] == written.count()
        assert all(
            item.goal_id and item.goal.indicators.count() <= len(item.values["rows"]) for item in written
        )
        page = full(browser.get(address)).decode()
        assert "写入 0 个" not in page
        assert result["written"] or "没有写入任何项目" in page


def test_a_hostile_table_comes_back_with_its_findings(browser, do_jobs):
    """In a process of its own, whose memory is bounded: see test_bounded.py."""
    content = next(iter(TABLES.values()))
    with do_jobs():
        address = browser.post(IMPORTS, {"file": upload(content, "table.xlsx")}).url
    with Cost() as cost, do_jobs():
        job = browser.post(f"{address}annotated/").url
    assert full(browser.get(f"{job}result/"))
    assert cost.megabytes <= MEGABYTES
