"""Failures of what the program stands on: a database away or busy, a disk full or read-only."""

import errno
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError


@dataclass(frozen=True)
class Outage:
    """What the page says: status, title, what to do. `retry_after` in seconds."""

    status: int
    title: str
    advice: str
    retry_after: int = 5

    @property
    def what(self) -> str:
        """What is wrong, for those who did not save anything: jobs and commands."""
        return self.title.removesuffix("，没有保存")


AWAY = Outage(
    503,
    "数据库暂时连接不上",
    "不是您的操作有误，已保存的内容不受影响。请等几秒再试；若一直这样，请把时间告诉系统管理员。",
)
BUSY = Outage(
    503,
    "系统正忙，没有轮到这次操作",
    "数据库正被别的操作占用，这次没有保存。请稍等几秒再试；若常常这样，请告诉系统管理员。",
)
FULL = Outage(
    507,
    "服务器的磁盘已满，没有保存",
    "查看不受影响，但在系统管理员清理出空间之前不能保存。请把下面的情况告诉系统管理员：{where}",
    retry_after=60,
)
READ_ONLY = Outage(
    507,
    "服务器当前只能查看，没有保存",
    "数据库或磁盘处于只读状态，不能保存。请把下面的情况告诉系统管理员：{where}",
    retry_after=60,
)

# What SQLite says in words; its other OperationalErrors, such as a missing table, are faults of the program.
_SQLITE = {
    "database is locked": BUSY,
    "database table is locked": BUSY,
    "disk is full": FULL,
    "readonly database": READ_ONLY,
    "disk i/o error": AWAY,
    "unable to open database file": AWAY,
}
# Classes and codes of the SQL standard and of PostgreSQL.
_SQLSTATE = {
    "53100": FULL,
    "25006": READ_ONLY,
    "53300": BUSY,
    "55P03": BUSY,
    "57014": BUSY,
    "40P01": BUSY,
    "40001": BUSY,
}
# A table or a column that is not there, in the words of SQLite and the codes of PostgreSQL.
_MISSING_WORDS = ("no such table", "no such column", "has no column named")
_MISSING_STATES = {"42P01", "42703"}
_ERRNO = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: READ_ONLY}


def outage_of(error: BaseException | None) -> Outage | None:
    """The outage behind an error, looked for through its causes too; None for a fault of the program."""
    while error is not None:
        if found := _of_one(error):
            return found
        error = error.__cause__ or error.__context__
    return None


def _of_one(error: BaseException) -> Outage | None:
    if isinstance(error, OSError):
        return _ERRNO.get(error.errno)
    if not isinstance(error, (DatabaseError, InterfaceError)):
        return None
    if outage := _SQLSTATE.get(getattr(error.__cause__, "sqlstate", None)):
        return outage
    text = str(error).lower()
    if outage := next((outage for words, outage in _SQLITE.items() if words in text), None):
        return outage
    is_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    return AWAY if isinstance(error, (OperationalError, InterfaceError)) and not is_sqlite else None


def said_of(error: BaseException) -> str:
    """One line for whoever runs a command: what is wrong with the database, and what to do; "" for a fault of
    the program, which needs its traceback."""
    if outage := outage_of(error):
        return f"{outage.what}：{str(error).splitlines()[0]}。请检查后重新运行。"
    if isinstance(error, DatabaseError) and _lacks_tables(error):
        return (
            "数据库还没有建好，或不是这一版程序的。请先运行 ./run --setup-only"
            "（或 python manage.py setup_site），再重新运行这个命令；"
            f"并核对 PERFGOALS_DATA 是否指向原来的数据目录（现在是 {settings.DATA_DIR}）。"
        )
    return ""


def _lacks_tables(error: DatabaseError) -> bool:
    text = str(error).lower()
    is_missing = getattr(error.__cause__, "sqlstate", None) in _MISSING_STATES
    return is_missing or any(words in text for words in _MISSING_WORDS)


def place_of_trouble() -> str:
    """The folder to look at, for the administrator who is told of it."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        return f"数据目录 {settings.DATA_DIR} 所在的磁盘。"
    return (
        f"数据目录 {settings.DATA_DIR} 所在的磁盘，或数据库服务器 {database.get('HOST') or '本机'} 的磁盘。"
    )
