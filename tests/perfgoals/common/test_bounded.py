"""Work in a process of its own ends in time and within its memory."""

import time

import pytest

from perfgoals.common.bounded import OverBounds, run_bounded

pytestmark = pytest.mark.pure


def write(path, text):
    path.write_text(text)


def take(megabytes):
    bytearray(megabytes << 20)


def fail():
    raise ValueError("broken file")


def test_what_it_makes_is_in_its_file(tmp_path):
    run_bounded(write, tmp_path / "made", "text")
    assert (tmp_path / "made").read_text() == "text"


@pytest.mark.parametrize(
    ("work", "arguments", "bounds"),
    [(take, [500], {"megabytes": 300}), (time.sleep, [60], {"seconds": 1}), (fail, [], {})],
    ids=["memory", "time", "an error"],
)
def test_over_its_bounds_it_ends(work, arguments, bounds):
    began = time.monotonic()
    with pytest.raises(OverBounds):
        run_bounded(work, *arguments, **bounds)
    assert time.monotonic() - began < 30
