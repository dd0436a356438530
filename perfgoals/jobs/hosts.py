"""Several hosts on one database: each leaves a mark, and looks whether it shares keys and files with others.

Without the same keys sessions end at the wrong host and audit rows read as forged; without the same files
a worker can't read what a web server took in. A host that lacks them says so, and does not start.
"""

import hashlib
import logging
import socket
import threading
import time
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, connections
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from perfgoals.common.secret_key import load_secret_key

from .models import Host

log = logging.getLogger(__name__)
BEAT_SECONDS = 60
# Whose mark is older is switched off, or was moved.
SEEN_SECONDS = 3 * BEAT_SECONDS
_ID_FILE = "host_id"


def may_be_several() -> bool:
    """SQLite is a file of one machine."""
    return connection.vendor != "sqlite"


def own_id() -> str:
    """What this data folder is known by: two hosts that share the whole folder count as one."""
    return _derived("id")


def announce() -> Host:
    """Leave the mark of this host in the database and among the files, or say that it is still here."""
    about = {"name": socket.gethostname()[:200], "keys": keys_fingerprint(), "token": _derived("token")}
    host = Host(pk=own_id(), **about)
    if _read(host) != host.token:
        default_storage.delete(host.file_name)
        default_storage.save(host.file_name, ContentFile(host.token.encode()))
    # Several processes of one host come at the same moment.
    host, _ = Host.objects.update_or_create(pk=own_id(), defaults=about | {"seen_at": Now()})
    return host


def not_shared() -> list[str]:
    """What this host lacks of each other one seen lately, as sentences for the administrator."""
    since = Now() - timedelta(seconds=SEEN_SECONDS)  # the database's clock: the hosts' may differ
    found = []
    for other in Host.objects.filter(seen_at__gte=since).exclude(pk=own_id()).order_by("name"):
        if other.keys != keys_fingerprint():
            found.append(
                f"本机的 secret_key 或 audit_key 与“{other.name}”的不同。"
                "请把它数据目录里的这两个文件复制到本机，再启动。"
            )
        if _read(other) != other.token:
            found.append(
                f"本机看不到“{other.name}”存的文件。"
                "各机器的 PERFGOALS_FILES 须是同一个共享目录（或同一个对象存储）。"
            )
    return found


def join() -> None:
    """At the start of a web server or worker: leave the mark.

    Raises ImproperlyConfigured beside hosts with whom this one does not share keys and files; before the mark
    is left, so that a wrong newcomer stops none of them. A database that is away stops nobody.
    """
    if not may_be_several():
        return
    try:
        if lacking := not_shared():
            raise ImproperlyConfigured(" ".join(lacking))
        announce()
    except DatabaseError as error:
        log.warning("hosts not compared, the database is away: %s", error)


def keep_joined() -> None:
    """Say every minute, from a thread of its own, that this host is still here, and log what it lacks."""
    if may_be_several():
        threading.Thread(target=_beat, daemon=True, name="host").start()


def keys_fingerprint() -> str:
    """Equal on hosts with equal keys; says nothing about them."""
    return salted_hmac("perfgoals.host", "keys", secret=settings.SECRET_KEY + settings.AUDIT_KEY).hexdigest()


def _derived(what: str) -> str:
    """From a secret of this data folder: the same in all its processes, known to no other host."""
    secret = load_secret_key(settings.DATA_DIR, _ID_FILE)
    return hashlib.sha256(f"{what}:{secret}".encode()).hexdigest()[:32]


def _beat() -> None:
    while True:
        time.sleep(BEAT_SECONDS)
        try:
            announce()
            for text in not_shared():
                log.error(text)
        except Exception as error:  # the database or the files are away: the next beat tries again
            log.warning("host not announced: %s", error)
        connections.close_all()


def _read(host: Host) -> str:
    """What stands in the file of the host's mark; empty when it can't be read from here."""
    try:
        with default_storage.open(host.file_name) as file:
            return file.read(100).decode("ascii", "replace")
    except Exception as error:  # each kind of storage has its own; whatever it is, the file is not here
        log.debug("mark of %s: %s", host.name, error)
        return ""
