"""gunicorn's settings, the same under `manage.py serve` and under systemd.

WEB_PROCESSES, WEB_THREADS: a process uses one core; with threads, a slow client or a waiting save holds
nobody up.
"""

import os
import sys

from perfgoals.serving.supervisor import end_with_parent

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
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
    """A worker whose master was killed ends at once; until then it would hold the port."""
    end_with_parent()


def post_worker_init(worker):
    """Threads do not live through a fork: each process says for itself that this host is still here."""
    if "perfgoals.wsgi" in sys.modules:  # another application than the site: tests/perfgoals/serving
        sys.modules["perfgoals.wsgi"].keep_joined()
