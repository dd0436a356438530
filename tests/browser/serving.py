"""A whole site with its web server and worker, for as long as it is looked at."""

import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from tests.sites import Site


@contextmanager
def served(site: Site) -> Iterator[str]:
    """Run `serve` for the site; its address, once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    environment = site.environment | {"PORT": port, "WEB_PROCESSES": "1"}
    serving = subprocess.Popen(
        site.command("serve"), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/health/live/")
        yield f"http://127.0.0.1:{port}"
    finally:
        serving.terminate()
        serving.wait(timeout=30)


def _wait_for(url: str) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            assert time.monotonic() < until, "the site does not answer"
            time.sleep(0.3)
