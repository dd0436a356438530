"""Whole sites in folders of their own, run as an administrator runs them: by commands and processes."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import dj_database_url

ROOT = Path(__file__).resolve().parent.parent


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
        """What `code` prints inside the site."""
        done = self.manage("shell", "-v", "0", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    @staticmethod
    def command(*arguments) -> list[str]:
        return [sys.executable, str(ROOT / "manage.py"), *map(str, arguments)]


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
