"""Whole sites in folders of their own, run as an administrator runs them: by commands and processes."""

import json
import os
import subprocess
import sys
import weakref
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import dj_database_url

ROOT = Path(__file__).resolve().parent.parent
# Does what it is told, one piece of code a line, and forgets it again, as if each had a process of its own.
CONSOLE = """
import io, json, sys, traceback
from contextlib import redirect_stdout
from django.db import connections
for line in sys.stdin:
    said, failed = io.StringIO(), ""
    try:
        with redirect_stdout(said):
            exec(json.loads(line), dict(globals()))
    except BaseException:
        failed = traceback.format_exc()
    connections.close_all()
    print(json.dumps([said.getvalue(), failed]), flush=True)
"""


@dataclass
class Site:
    """A data folder and the environment that names it."""

    folder: Path
    database_url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        own = {"PERFGOALS_DATA": str(self.folder)}
        return bare_environment() | own | ({"DATABASE_URL": self.database_url} if self.database_url else {})

    @property
    def database(self) -> str:
        """What Django's settings call NAME: the file, or the database on the server."""
        if self.database_url:
            return dj_database_url.parse(self.database_url)["NAME"]
        return str(self.folder / "perfgoals.sqlite3")

    def manage(self, *arguments, **options) -> subprocess.CompletedProcess:
        """Run manage.py to its end; the caller looks at returncode, stdout and stderr."""
        return subprocess.run(
            self.command(*arguments),
            env=self.environment | options.pop("environment", {}),
            capture_output=True,
            text=True,
            timeout=600,
            **options,
        )

    def start(self, *arguments) -> subprocess.Popen:
        """Start manage.py and leave it running."""
        return subprocess.Popen(
            self.command(*arguments),
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def shell(self, code: str) -> str:
        """What `code` prints inside the site; all of it in one process, because each start takes a second."""
        self._console.stdin.write(json.dumps(code) + "\n")
        self._console.stdin.flush()
        answer = self._console.stdout.readline()
        assert answer, "the console has ended"
        said, failed = json.loads(answer)
        assert not failed, failed
        return said.strip()

    @cached_property
    def _console(self) -> subprocess.Popen:
        console = subprocess.Popen(
            self.command("shell", "-v", "0", "-c", CONSOLE),
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        weakref.finalize(self, _end, console)
        return console

    @staticmethod
    def command(*arguments) -> list[str]:
        return [sys.executable, str(ROOT / "manage.py"), *map(str, arguments)]


def _end(console: subprocess.Popen) -> None:
    console.stdin.close()  # nothing more to do
    console.wait(timeout=30)
    console.stdout.close()


def bare_environment() -> dict[str, str]:
    """The environment without what the tests themselves run under."""
    return {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("PERFGOALS_", "DJANGO_")) and key not in ("DATABASE_URL", "PORT", "HOST")
    }


def database_beside(settings_url: str, name: str) -> str:
    """The URL of another database on the server of `settings_url`."""
    parsed = dj_database_url.parse(settings_url)
    return settings_url.replace(f"/{parsed['NAME']}", f"/{name}", 1)
