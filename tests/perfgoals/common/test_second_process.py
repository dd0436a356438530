"""A program of ours in a second process: it gets its order, keeps its bounds and can always be ended."""

import tempfile
from pathlib import Path

import pytest

from perfgoals.common.second_process import SecondProcess, has_processor
from tests.second_processes import let_none_begin, with_processors

pytestmark = pytest.mark.pure
HOUSE = Path(__file__).resolve().parents[3]
PROGRAM = """
import os, sys
sys.path[0] = {house!r}
from perfgoals.common.second_process import bounded_order
order = bounded_order()
with os.fdopen(order["file"], "rb") as file:
    text = file.read()
sys.stdin.readline()
print(len(bytes(order["megabytes"] << 20)) >> 20, text.decode(), sorted(os.environ), flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def process(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM.format(house=str(HOUSE)))
    process = SecondProcess(program, seconds=60, memory=300 << 20)
    yield process
    process.stop()


def answer(process, *, megabytes):
    with tempfile.TemporaryFile() as file:
        file.write("一份表".encode())
        file.seek(0)
        process.start({"megabytes": megabytes}, file)
    process.input.write(b"go on\n")
    process.input.flush()
    return process.output.readline().decode()


def test_it_gets_its_order_and_file_and_no_environment(process):
    megabytes, text, environment = answer(process, megabytes=1).split(" ", 2)
    assert (megabytes, text) == ("1", "一份表")
    assert "PATH" not in environment and "PERFGOALS" not in environment


def test_over_its_memory_it_ends(process):
    assert answer(process, megabytes=400) == ""


def test_it_is_ended_whatever_it_waits_for(process):
    answer(process, megabytes=1)
    assert process.is_started
    process.stop()
    process.stop()
    assert not process.is_started
    with pytest.raises(EOFError):
        process.input.write(b"\n")


def test_one_that_can_not_be_started_is_known(process, monkeypatch):
    let_none_begin(monkeypatch)
    with pytest.raises(EOFError):
        answer(process, megabytes=1)


def test_one_processor_is_none_to_spare(monkeypatch):
    with_processors(monkeypatch, 2)
    assert has_processor()
    with_processors(monkeypatch, 1)
    assert not has_processor()
