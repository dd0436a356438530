"""The open port belongs to who watches the web server, and outlives it.

Whoever connects while a killed web server is started again waits in the queue of the port instead of being
refused. The processes that the killed one left go on answering until their successors are there.
"""

import os
import socket

# Names in the environment: the open port as a file descriptor, the process that watches.
SOCKET = "PERFGOALS_SOCKET"
WATCHER = "PERFGOALS_WATCHER"
BACKLOG = 2048


def listen(host: str, port: str) -> socket.socket:
    """An open port, nothing is accepted here. Raises OSError, ValueError, OverflowError where it can't be."""
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    both = host == "::" and socket.has_dualstack_ipv6()  # every address of the machine, those of IPv4 too
    return socket.create_server((host, int(port)), family=family, backlog=BACKLOG, dualstack_ipv6=both)


def bound() -> str:
    """What gunicorn is to listen on: the port it was given, else its own."""
    if SOCKET in os.environ:
        return f"fd://{os.environ[SOCKET]}"
    host, port = os.environ.get("HOST", "127.0.0.1").strip("[]"), os.environ.get("PORT", "8000")
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def is_left_to_watcher() -> bool:
    """Whether this process lost its parent and is now a child of who watches: a new parent is on its way."""
    return os.environ.get(WATCHER) == str(os.getppid())
