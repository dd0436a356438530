"""A database that is away, busy, full or read-only: the page says so, and what was typed is still there."""

import errno
import sqlite3
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from perfgoals import urls
from perfgoals.common import errors, outages
from perfgoals.common.outages import AWAY, BUSY, FULL, READ_ONLY, outage_of, said_of

# --- which error is what ---------------------------------------------------------------------------


def raised(act) -> Exception:
    with pytest.raises(Exception) as caught:
        act()
    return caught.value


on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite")
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL")


def django_error(act, kind=OperationalError) -> Exception:
    """The error of sqlite3 as Django passes it on."""
    error = raised(act)
    wrapped = kind(*error.args)
    wrapped.__cause__ = error
    return wrapped


@pytest.fixture
def small(tmp_path):
    """An SQLite database with one table, as a file."""
    database = sqlite3.connect(tmp_path / "small.sqlite3", isolation_level=None, timeout=0)
    database.execute("CREATE TABLE page (text TEXT)")
    yield database
    database.close()


@on_sqlite
def test_a_full_disk_under_sqlite(small):
    small.execute("PRAGMA max_page_count = 3")
    fill = django_error(lambda: small.execute("INSERT INTO page VALUES (?)", ["x" * 100_000]))
    assert outage_of(fill) is FULL


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["SELECT 1 FROM nowhere", "SELECT missing FROM accounts_user"])
def test_a_command_on_a_database_without_its_tables_says_what_to_do(statement):
    def act():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    assert "请先运行 ./run --setup-only" in said_of(raised(act))


def test_a_command_names_an_outage_and_leaves_faults_of_the_program_alone():
    assert said_of(OSError(errno.ENOSPC, "No space left")).startswith("服务器的磁盘已满")
    assert said_of(IntegrityError("UNIQUE constraint failed")) == ""
    assert said_of(KeyError("x")) == ""


@on_sqlite
def test_sqlite_that_may_not_be_written(small):
    small.execute("PRAGMA query_only = 1")
    assert outage_of(django_error(lambda: small.execute("INSERT INTO page VALUES (1)"))) is READ_ONLY


@on_sqlite
def test_sqlite_that_somebody_else_writes(small, tmp_path):
    small.execute("BEGIN IMMEDIATE")
    with sqlite3.connect(tmp_path / "small.sqlite3", timeout=0) as other:
        assert outage_of(django_error(lambda: other.execute("INSERT INTO page VALUES (1)"))) is BUSY
    other.close()


@on_sqlite
def test_a_missing_table_is_a_fault_of_the_program(small):
    assert outage_of(django_error(lambda: small.execute("SELECT * FROM none"))) is None


def run(*statements):
    def act():
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    return act


@on_postgresql
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statements", "outage"),
    [
        (["SET LOCAL transaction_read_only = on", "CREATE TABLE none (n int)"], READ_ONLY),
        (["SET LOCAL statement_timeout = 20", "SELECT pg_sleep(5)"], BUSY),
        (["SELECT * FROM no_such_table"], None),
    ],
)
def test_what_postgresql_says(statements, outage):
    assert outage_of(raised(run(*statements))) is outage


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_postgresql_that_ends_the_connection():
    error = raised(run("SELECT pg_terminate_backend(pg_backend_pid())"))
    connection.close()
    assert outage_of(error) is AWAY


@on_postgresql
@pytest.mark.django_db
def test_postgresql_that_is_not_there():
    gone = connection.copy(alias="gone")
    gone.settings_dict["HOST"], gone.settings_dict["PORT"] = "127.0.0.1", "1"
    assert outage_of(raised(gone.ensure_connection)) is AWAY


@pytest.mark.parametrize(
    ("number", "outage"),
    [(errno.ENOSPC, FULL), (errno.EDQUOT, FULL), (errno.EROFS, READ_ONLY), (errno.ENOENT, None)],
)
def test_what_the_disk_says(number, outage):
    assert outage_of(OSError(number, "x")) is outage


@pytest.mark.parametrize("error", [None, RuntimeError("x"), IntegrityError("UNIQUE constraint failed")])
def test_anything_else_is_a_fault_of_the_program(error):
    assert outage_of(error) is None


def test_the_cause_is_found_behind_other_errors():
    template_error = RuntimeError("while rendering")
    template_error.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert outage_of(template_error) is FULL


# --- the page --------------------------------------------------------------------------------------


def fail(request, number):
    raise OSError(number, "no more")


fail.login_required = False
urlpatterns = [path("fail/<int:number>/", fail), *urls.urlpatterns]
handler500 = urls.handler500


@pytest.fixture
def browser(db):
    with override_settings(ROOT_URLCONF=__name__, DEBUG=False):
        yield Client(raise_request_exception=False)


def test_the_page_says_what_is_wrong_and_where(browser, settings):
    response = browser.get(f"/fail/{errno.ENOSPC}/")
    page = response.content.decode()
    assert response.status_code == 507
    assert "磁盘已满" in page
    assert str(settings.DATA_DIR) in page
    assert response.headers["Retry-After"] == "60"
    assert "浏览器" not in page
    assert "再提交一次" not in page
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]


def test_what_was_typed_is_sent_again_by_one_button(browser):
    typed = {"objective": "<b>保障\n“供水”</b>", "rows-0-name": ["甲", "乙"]}
    page = browser.post(f"/fail/{errno.ENOSPC}/?back=1", typed | {"csrfmiddlewaretoken": "t0ken"})
    page = page.content.decode()
    assert f'<form method="post" action="/fail/{errno.ENOSPC}/?back=1">' in page
    assert page.count('name="csrfmiddlewaretoken" value="t0ken"') == 1
    assert 'name="objective" value="&lt;b&gt;保障\n“供水”&lt;/b&gt;"' in page
    assert page.count('name="rows-0-name"') == 2
    assert "再提交一次" in page


def test_a_password_is_not_put_into_a_page(browser):
    typed = {"username": "preparer", "password": "secret-1", "new_password1": "secret-2"}
    page = browser.post(f"/fail/{errno.ENOSPC}/", typed).content.decode()
    assert "preparer" in page
    assert "secret" not in page


def test_the_script_that_saves_gets_the_reason(browser):
    response = browser.post(f"/fail/{errno.EROFS}/", headers={"accept": "application/json"})
    assert (response.status_code, response.json()) == (507, {"message": READ_ONLY.title})


def test_a_body_that_cannot_be_read_keeps_nothing():
    request = RequestFactory().post("/", b"--x\r\nbroken", content_type="multipart/form-data")
    assert errors.kept_fields(request) == []


def test_the_page_needs_no_database(django_db_blocker):
    try:
        raise OSError(errno.EROFS, "x")
    except OSError:
        with django_db_blocker.block():
            assert errors.server_error(RequestFactory().get("/")).status_code == 507


def test_the_database_server_is_named_where_there_is_one(monkeypatch):
    database = {"ENGINE": "django.db.backends.postgresql", "HOST": "10.0.0.5"}
    monkeypatch.setattr(
        outages, "settings", SimpleNamespace(DATABASES={"default": database}, DATA_DIR="/srv")
    )
    assert outages.place_of_trouble() == "数据目录 /srv 所在的磁盘，或数据库服务器 10.0.0.5 的磁盘。"


# --- bodies refused by their length ----------------------------------------------------------------

MB = 1024 * 1024


@pytest.mark.parametrize(
    ("logged_in", "content_type", "length", "status"),
    [
        (False, "application/x-www-form-urlencoded", 64 * 1024, 200),
        (False, "application/x-www-form-urlencoded", 64 * 1024 + 1, 413),
        (False, "multipart/form-data; boundary=x", 300 * MB, 413),
        (True, "application/x-www-form-urlencoded", 9 * MB, 413),
        (True, "multipart/form-data; boundary=x", 41 * MB, 413),
    ],
)
def test_a_body_too_long_is_refused_unread(browser, logged_in, content_type, length, status, settings):
    if logged_in:
        browser.cookies[settings.SESSION_COOKIE_NAME] = "some-session"
    read = []

    class Body:
        def read(self, *args):
            read.append(args)
            return b""

        readline = read

    environ = {"CONTENT_LENGTH": str(length), "wsgi.input": Body()}
    response = browser.generic("POST", "/login/", b"x", content_type=content_type, **environ)
    assert response.status_code == status
    if status == 413:
        assert read == []
        assert "提交的内容过大" in response.content.decode()


def test_a_body_without_length_is_refused(browser):
    response = browser.post("/login/", headers={"transfer-encoding": "chunked"})
    assert response.status_code == 411
