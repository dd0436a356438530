"""The worker of the queue, as a process that nobody has to look after."""

import logging
import os
import secrets
import threading
import time

from django.db import DatabaseError, InterfaceError, connections
from django_tasks_db.management.commands.db_worker import Worker

from perfgoals.common.outages import said_of

from .chores import do_chores

log = logging.getLogger(__name__)
# Seconds between two tries while the database is away: jobs go on within so many of its return.
AWAY_SECONDS = 3
CHORES_SECONDS = 60


class SteadyWorker(Worker):
    """django-tasks-db's worker ends with the first error of the database; this one waits and goes on."""

    def __init__(self, *, batch: bool = False, max_tasks: int | None = None, interval: float = 1):
        super().__init__(
            queue_names=["default"], excluded_queue_names=[], interval=interval, batch=batch,
            backend_name="default", startup_delay=not batch, max_tasks=max_tasks,
            worker_id=f"{os.uname().nodename[:40]}-{secrets.token_hex(8)}",
        )  # fmt: skip

    def run(self) -> None:
        if not self.batch:
            threading.Thread(target=keep_doing_chores, daemon=True).start()
        said = ""
        while True:
            try:
                return super().run()
            except (DatabaseError, InterfaceError) as error:
                if self.batch or not self.running:
                    raise
                if said != (said := said_of(error) or str(error)):  # not every three seconds the same
                    log.warning("每 %s 秒再试一次：%s", AWAY_SECONDS, said)
                connections.close_all()
                self.startup_delay = False
                time.sleep(AWAY_SECONDS)


def keep_doing_chores() -> None:
    """Beside the jobs, because one of them may take an hour."""
    while True:
        do_chores()
        connections.close_all()
        time.sleep(CHORES_SECONDS)
