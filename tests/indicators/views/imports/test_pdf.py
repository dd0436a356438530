"""A PDF on its way through the web: upload, job, preview with pages, and what is refused."""

import pytest

from indicators.enums import ImportState
from indicators.models import ImportItem, Indicator, PerformanceGoal, TableImport
from projects.models import Project
from tests.factories import FunctionalSubjectFactory, FundSourceFactory
from tests.indicators.tables_in import HEADER, Row, upload
from tests.pdf_files import Drawing

IMPORTS = "/cycles/2024/imports/"
XS = tuple(range(20, 20 + 62 * 14, 62))
ROW = Row()


@pytest.fixture(autouse=True)
def code_lists(db):
    FundSourceFactory()
    FunctionalSubjectFactory()


@pytest.fixture
def browser(client_for, preparer, cycle):
    return client_for(preparer)


@pytest.fixture
def send(do_jobs, browser):
    def act(content):
        with do_jobs():
            browser.post(IMPORTS, {"file": upload(content, "公开表.pdf")})
        return TableImport.objects.latest("pk")

    return act


def wrapped(text):
    """Seven characters a line, as many as the column holds."""
    text = str(text or "")
    return "\n".join(text[n : n + 6] for n in range(0, len(text), 6))


def table(*rows):
    """A page of the list: its header, and rows high enough for their texts."""
    ys, top = [60], 60
    for row in (HEADER, *rows):
        top += 14 + 12 * max(wrapped(text).count("\n") + 1 for text in row)
        ys.append(top)
    drawing = Drawing((900, 595)).text(300, 40, "单位：元")
    return drawing.table(XS, ys, [[wrapped(text) for text in row] for row in (HEADER, *rows)])


def test_its_projects_are_previewed_with_their_page_and_written(send, browser, do_jobs):
    table_import = send(table(ROW.cells).content())
    assert table_import.state == ImportState.PREVIEWED, table_import.summary
    item = ImportItem.objects.get()
    assert (item.sheet, item.first_row) == ("第 1 页", 0)
    page = browser.get(f"/imports/{table_import.pk}/").content.decode()
    assert "这份表是从 PDF 读出的，共 1 页" in page
    assert "第 1 页" in page
    with do_jobs():
        browser.post(f"/imports/{table_import.pk}/write/")
    assert PerformanceGoal.objects.get().project.name == ROW.name
    assert Indicator.objects.get().name == ROW.indicator


def test_a_lost_amount_is_empty_and_named_with_its_page(send, browser):
    table_import = send(table(ROW.but(amount="######").cells).content())
    page = browser.get(f"/imports/{table_import.pk}/").content.decode()
    assert "金额不可读" in page
    assert "第 1 页第 " in page
    assert ImportItem.objects.get().values["facts"]["amount"] in ("", None)


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\nrubbish", Drawing().text(50, 50, "通知").content()], ids=["rubbish", "notice"]
)
def test_what_cannot_be_read_stores_nothing(send, browser, content):
    table_import = send(content)
    assert table_import.state == ImportState.REFUSED
    assert not ImportItem.objects.exists()
    assert not Project.objects.exists()
    assert "PDF" in browser.get(f"/imports/{table_import.pk}/").content.decode()
