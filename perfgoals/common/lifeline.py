"""python lifeline.py COMMAND…: runs the command, and ends it with all that it started when its input ends.

Whoever starts this holds the other end of its standard input, and lets go of it by dying, too, however that
comes. It has the exit status of the command; nothing of Django or of ours is loaded.
"""

import os
import select
import signal
import subprocess
import sys
from contextlib import suppress

_LOOK_SECONDS = 0.1


def main(*command: str) -> int:
    """The exit status of the command, as a shell would say it."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        while process.poll() is None and not select.select([0], [], [], _LOOK_SECONDS)[0]:
            pass
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        status = process.wait()
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
