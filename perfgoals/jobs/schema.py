"""Whether the database has been upgraded together with the program.

A program on tables that lack its columns fails page by page, some of them only when something is saved.
"""

import logging
import pkgutil
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

log = logging.getLogger(__name__)


def refuse_old_tables() -> None:
    """At the start of a web server or worker.

    Raises ImproperlyConfigured where steps of the upgrade are missing. A database that is away stops nobody,
    nor does one that was never set up: commands and pages say that.
    """
    try:
        done = set(MigrationRecorder(connection).applied_migrations())
    except DatabaseError as error:
        log.warning("tables not compared, the database is away: %s", error)
        return
    if done and (missing := sorted(own_steps() - done)):
        raise ImproperlyConfigured(
            f"数据库还是上一版的，差 {len(missing)} 步（{'.'.join(missing[0])} 等），网站没有启动。"
            "请执行 OWNER=1 perfgoals setup_site（或 ./run --setup-only），再启动。"
        )


def own_steps() -> set[tuple[str, str]]:
    """(app, name) of every migration of this program; by their files, since reading them all takes longer
    than the rest of a start."""
    folders = {
        app.label: Path(app.path, "migrations")
        for app in apps.get_app_configs()
        if Path(app.path).is_relative_to(settings.BASE_DIR) and "site-packages" not in Path(app.path).parts
    }
    return {
        (label, module.name)
        for label, folder in folders.items()
        for module in pkgutil.iter_modules([str(folder)])
    }
