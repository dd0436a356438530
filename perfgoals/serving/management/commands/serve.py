"""manage.py serve: web server and workers of one machine, kept running until Ctrl+C or SIGTERM."""

import os
import sys

from django.conf import settings
from django.core.management.base import BaseCommand

from perfgoals.common.environment import whole_number

# How many there are when nothing is said, and at least; perfgoals/serving takes them from the environment.
PROCESSES = (("WEB_PROCESSES", 2, 1), ("WEB_THREADS", 8, 1), ("WORKERS", 1, 0))


class Command(BaseCommand):
    help = "启动网页服务和后台任务进程，并看护它们：哪个停了就重新启动哪个。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--web", action="store_true", help="只要网页服务，不要后台任务进程")

    def handle(self, *, web, **options):
        """The settings hold, else this command had not come so far; the rest needs nothing of Django."""
        for name, default, least in PROCESSES:
            os.environ[name] = str(whole_number(name, default, least=least))
        os.chdir(settings.BASE_DIR)
        command = [sys.executable, "-m", "perfgoals.serving", *(["--web"] if web else [])]
        os.execv(sys.executable, command)
