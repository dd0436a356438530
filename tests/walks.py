"""How far a request walks through the code: rooms (folders) entered, and how often it comes back to one.

A walk is what somebody reads who follows the code from the view on: each way from one room into another
counts once, in the order of its first time. A way into a room not seen yet enters it, any other returns.
Read call by call, each call of a function in another room counts once instead: `calls_back`.
"""

import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = str(Path(__file__).resolve().parent.parent)
# What every request passes, and the words that all rooms share: nobody has to read them to follow one.
GROUND = (
    "perfgoals/common/", "perfgoals/audit/", "perfgoals/accounts/", "perfgoals/jobs/",
    "perfgoals/settings", "indicators/fields.py", "indicators/record.py", "tests/",
)  # fmt: skip


@dataclass
class Walk:
    """`entered` rooms in their order, `returned` ways (from, to) into one already entered; `calls_back` has
    every call (calling function, called function) into one already entered."""

    entered: list[str] = field(default_factory=list)
    returned: list[tuple[str, str]] = field(default_factory=list)
    calls_back: list[tuple[str, str]] = field(default_factory=list)

    def __str__(self):
        return f"{len(self.entered)} entered, {len(self.returned)} returns, {len(self.calls_back)} calls back"


def _room(code) -> str:
    name = code.co_filename
    if not name.startswith(ROOT) or "/migrations/" in name or "/." in name:
        return ""
    name = name.removeprefix(ROOT).lstrip("/")
    return "" if name.startswith(GROUND) else name.rpartition("/")[0]


def _name(code) -> str:
    return f"{code.co_filename.removeprefix(ROOT).lstrip('/')}:{code.co_name}"


@contextmanager
def walking():
    """Trace everything that is called in this thread."""
    walk, edges, calls = Walk(), set(), set()

    def step(frame, event, _):
        if event != "call" or not (here := _room(frame.f_code)):
            return
        back = frame.f_back
        while back is not None and not (before := _room(back.f_code)):
            back = back.f_back
        before = before if back is not None else ""
        if here == before:
            return
        call = (_name(back.f_code) if back is not None else "", _name(frame.f_code))
        if here in walk.entered and call not in calls:
            walk.calls_back.append(call)
        calls.add(call)
        if (before, here) in edges:
            return
        edges.add((before, here))
        if here in walk.entered:
            walk.returned.append((before, here))
        else:
            walk.entered.append(here)

    sys.setprofile(step)
    try:
        yield walk
    finally:
        sys.setprofile(None)
