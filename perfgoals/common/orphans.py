"""Nobody is left behind by a process that was killed: by hand, or for want of memory.

`end_with_parent` is for a process that has no children of its own. A program that starts others, such as
LibreOffice, gets a lifeline: perfgoals/common/lifeline.py.
"""

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def end_with_parent(parent: int, number: int = signal.SIGKILL) -> None:
    """Called in the child: have the system send it signal `number` when the process `parent` ends.

    Linux alone does that. The parent may have ended before the call: then the signal comes at once.
    """
    if hasattr(_libc, "prctl"):
        _libc.prctl(_PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        os.kill(os.getpid(), number)
