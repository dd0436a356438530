"""manage.py serve: web server and workers of one machine, kept running until Ctrl+C or SIGTERM."""

import os
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from perfgoals.serving.supervisor import Child, Supervisor

GUNICORN_CONF = Path(__file__).resolve().parents[2] / "gunicorn_conf.py"


def children() -> list[Child]:
    """The web server and WORKERS workers (default 1)."""
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    web = [sys.executable, "-m", "gunicorn", "--config", str(GUNICORN_CONF), "perfgoals.wsgi"]
    workers = [
        Child(f"后台任务进程 {number}", [*manage, "work"])
        for number in range(1, int(os.environ.get("WORKERS", "1")) + 1)
    ]
    return [Child("网页服务", web), *workers]


class Command(BaseCommand):
    help = "启动网页服务和后台任务进程，并看护它们：哪个停了就重新启动哪个。"
    requires_system_checks = []

    def handle(self, **options):
        os.chdir(settings.BASE_DIR)
        sys.exit(Supervisor(children()).run())
