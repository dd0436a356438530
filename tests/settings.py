"""The site's own settings, with what makes tests quick and keeps them out of a developer's data."""

import atexit
import os
import shutil
import tempfile

if "PERFGOALS_DATA" not in os.environ:
    os.environ["PERFGOALS_DATA"] = tempfile.mkdtemp(prefix="perfgoals-test-")
    atexit.register(shutil.rmtree, os.environ["PERFGOALS_DATA"], ignore_errors=True)

from perfgoals.settings import *  # noqa: F403
from perfgoals.settings import DATABASES, STATIC_ROOT, STORAGES

STATIC_ROOT.mkdir(parents=True, exist_ok=True)
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    options = DATABASES["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Names without a hash: nothing is collected. The hashed storage has tests of its own.
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# A job is done as soon as it is queued (on commit); the real queue is tested with real workers.
TASKS = {"default": {"BACKEND": "tests.immediate_queue.AtCommit"}}
