"""gunicorn's settings.

WEB_PROCESSES, WEB_THREADS: a process uses one core; with threads, a slow client or a waiting save holds
nobody up.
"""

import os
import signal
import sys

from perfgoals.common.orphans import end_with_parent
from perfgoals.serving.listening import bound

bind = bound()
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
# Read once, by the master, and forked: after the master was killed, the site is back in half the time. New
# code wants a restart, as it does anyway for the workers.
preload_app = True
worker_class = "perfgoals.serving.web_worker.WebWorker"
timeout = 120
graceful_timeout = 30
keepalive = 5
# Memory that Python does not give back is given back by a new process.
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True
loglevel = "warning"
# Only a proxy on this machine may name the client; with one elsewhere: FORWARDED_ALLOW_IPS.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")


def post_fork(server, worker):
    """A worker hears at once that its master was killed: web_worker.py says what it then does."""
    end_with_parent(server.pid, signal.SIGTERM)


def post_worker_init(worker):
    """Threads do not live through a fork: each process says for itself that this host is still here."""
    if "perfgoals.wsgi" in sys.modules:  # another application than the site: tests/perfgoals/serving
        sys.modules["perfgoals.wsgi"].keep_joined()
