import gc

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from .database import keep_only_writable

# Python's collector looks for circles after every 700 new objects; what we make in bulk (rows of a file,
# pages, findings) has none, and the looking was up to a tenth of an import.
_OBJECTS_BETWEEN = 50_000


class CommonConfig(AppConfig):
    name = "perfgoals.common"
    verbose_name = "公共"

    def ready(self):
        from . import folding  # noqa: F401  registers the lookup `alike`

        connection_created.connect(keep_only_writable)
        gc.set_threshold(_OBJECTS_BETWEEN, 20, 50)
