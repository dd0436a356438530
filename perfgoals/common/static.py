"""Static files under names that change with their content, so that browsers may keep them."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.management import call_command


class HashedStaticFilesStorage(ManifestStaticFilesStorage):
    # A missing entry is answered with the plain name: in tests and under runserver nothing is collected.
    manifest_strict = False
    # Our modules import each other: under their plain names a browser would mix an old one with a new one.
    support_js_module_import_aggregation = True

    def hashed_name(self, name, content=None, filename=None):
        try:
            return super().hashed_name(name, content, filename)
        except ValueError:  # not collected
            return name


def collect_static_files() -> bool:
    """Collect the static files if any changed since the last time; True when they were collected.

    Collecting takes seconds, and a second start should not.
    """
    root = Path(settings.STATIC_ROOT)
    stamp, wanted = root / ".stamp", _fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted)
    return True


def _fingerprint() -> str:
    digest = hashlib.sha256(settings.VERSION.encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
