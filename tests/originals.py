"""What one run of the suite makes once and copies for all who want one: the tables, a site, the demo site.

Their originals stand in the run's own scratch folder, so that none is older than the migrations and the
program it came from. The workers of a run wait for each other, and the first one makes it.
"""

import fcntl
import os
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from tests.sites import Site, database_beside

# Each begins with the tables after all migrations, as a site that is set up again does.
MADE_BY = {
    "tables": ["migrate", "--verbosity", "0"],
    "site": ["setup_site"],
    "demo": ["setup_site", "--demo"],
}


@dataclass
class Originals:
    """The originals of one run, on one kind of database: SQLite, or the server of `url`."""

    folder: Path
    url: str = ""

    def copied(self, original: str, folder: Path, name: str) -> Site:
        """A site of one's own in `folder`, which is not there yet; on PostgreSQL its database is `name`."""
        first = self._made(original)
        shutil.copytree(first.folder, folder)
        if self.url:
            self._server("CREATE DATABASE {} TEMPLATE {}", name, self._name_of(original))
        return self._site(folder, name)

    def drop(self, name: str) -> None:
        """Drop the database of a copy; a copy on SQLite goes with its folder."""
        if self.url:
            self._server("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    @contextmanager
    def in_use(self):
        """While a worker may want copies; the last one to leave drops the originals."""
        self.folder.mkdir(exist_ok=True)
        with (self.folder / "in_use").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            yield
            with suppress(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._drop_all()

    def _drop_all(self) -> None:
        for mark in self.folder.glob("*.made"):
            self.drop(self._name_of(mark.stem))
            shutil.rmtree(self.folder / mark.stem)
            mark.unlink()

    def _made(self, original: str) -> Site:
        with self._alone(original):
            site = self._site(self.folder / original, self._name_of(original))
            mark = self.folder / f"{original}.made"
            if not mark.exists():
                self._make(original, site)
                mark.touch()
        return site

    def _make(self, original: str, site: Site) -> None:
        if original == "tables":
            site.folder.mkdir()
            if self.url:
                self._server("CREATE DATABASE {}", self._name_of(original))
        else:
            self.copied("tables", site.folder, self._name_of(original))
        made = site.manage(*MADE_BY[original])
        assert made.returncode == 0, made.stderr

    @contextmanager
    def _alone(self, original: str):
        with (self.folder / f"{original}.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _site(self, folder: Path, name: str) -> Site:
        return Site(folder, database_beside(self.url, name) if self.url else "")

    def _name_of(self, original: str) -> str:
        return f"original_{original}_{run_name()}"

    def _server(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def run_name() -> str:
    """One word for all workers of this run, and for no other run."""
    return os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12]


def worker_name() -> str:
    """What tells this process from the other workers of the run: "gw0", or "alone"."""
    return os.environ.get("PYTEST_XDIST_WORKER", "alone")
