"""Connections that say nothing, or only half of what they want, take no thread from the others."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest

from tests.sites import ROOT

pytestmark = pytest.mark.pure

APPLICATION = """
import os, time
time.sleep(float(os.environ.get("SLOW_START", "0")))
def application(environ, start_response):
    body = environ["wsgi.input"].read()
    if environ["PATH_INFO"] == "/slow":
        time.sleep(6)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body))),
        ("X-Process", str(os.getpid())), ("X-Master", str(os.getppid()))])
    return [body]
"""
# As perfgoals.serving does it for the site.
WATCH = """
import os, sys
from perfgoals.serving.listening import SOCKET, WATCHER, listen
from perfgoals.serving.supervisor import Child, Supervisor
port = listen("127.0.0.1", os.environ["PORT"]).detach()
os.environ |= {SOCKET: str(port), WATCHER: str(os.getpid())}
sys.exit(Supervisor([Child("网页服务", [sys.executable, *sys.argv[1:]], passes=(port,))]).run())
"""
HALF = b"POST / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "


def started(folder, *, watched=False, **environment) -> tuple[subprocess.Popen, tuple[str, int]]:
    """A web server of one process with two threads, set up as the site's, and where it listens."""
    (folder / "echo.py").write_text(APPLICATION)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    settings = ROOT / "perfgoals" / "serving" / "gunicorn_conf.py"
    command = ["-m", "gunicorn", "-c", str(settings), "echo", "--pythonpath", str(folder)]
    environment |= {"PORT": str(port), "WEB_PROCESSES": "1", "WEB_THREADS": "2", "PATH": "/usr/bin:/bin"}
    command = [sys.executable, *(["-c", WATCH] if watched else []), *command]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    for _ in range(100):
        try:
            connect(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.1)
    return process, ("127.0.0.1", port)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    process, address = started(tmp_path_factory.mktemp("application"))
    yield address
    process.terminate()
    process.wait()


def connect(address):
    return socket.create_connection(address, timeout=15)


def asked(address, *pieces) -> bytes:
    """The answer to a request sent piece by piece."""
    with connect(address) as client:
        for piece in pieces:
            client.sendall(piece)
            time.sleep(0.05)
        return answer_on(client)


def answer_on(client) -> bytes:
    """One whole answer: its head and its body may come apart. What there is, when the other side closes."""
    got = b""
    while not is_whole(got) and (piece := client.recv(65536)):
        got += piece
    return got


def is_whole(answer: bytes) -> bool:
    head, gap, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
    return bool(gap) and (length is None or len(body) >= int(length[1]))


def request(body=b"text", header=b""):
    return b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n%s\r\n%s" % (len(body), header, body)


def wait_for_end(client) -> None:
    """Closed by the server; with bytes left unread that is a reset."""
    with contextlib.suppress(ConnectionResetError):
        assert client.recv(10) == b""


def seconds_of(act) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


def test_a_request_is_answered_whole_or_in_pieces(address):
    whole = request()
    assert asked(address, whole).endswith(b"text")
    assert asked(address, *(whole[n : n + 7] for n in range(0, len(whole), 7))).endswith(b"text")


@pytest.mark.parametrize("first_words", [b"", b"G", HALF])
def test_forty_silent_connections_hold_nobody_up(address, first_words):
    silent = [connect(address) for _ in range(40)]
    for client in silent:
        client.sendall(first_words)
    assert seconds_of(lambda: asked(address, request())) < 2
    for client in silent:
        client.close()


def test_half_a_header_is_closed_in_seconds(address):
    with connect(address) as client:
        client.sendall(HALF)
        assert seconds_of(lambda: wait_for_end(client)) < 8


def test_a_header_that_comes_byte_by_byte_is_closed_in_seconds(address):
    with connect(address) as client:
        client.sendall(HALF)
        began = time.monotonic()
        with pytest.raises(OSError):
            while time.monotonic() - began < 12:
                client.sendall(b"a")
                time.sleep(0.2)
        assert time.monotonic() - began < 9


def test_a_connection_is_kept_for_the_next_request(address):
    with connect(address) as client:
        for text in (b"one", b"two"):
            client.sendall(request(text)[:30])
            time.sleep(0.05)
            client.sendall(request(text)[30:])
            assert answer_on(client).endswith(text)


def test_a_header_beyond_all_measure_is_refused(address):
    assert asked(address, request(header=b"X: " + b"a" * 40_000 + b"\r\n")).startswith(b"HTTP/1.1 4")


def test_a_worker_without_its_master_lets_go_of_the_port_and_finishes_its_request(tmp_path):
    finishes_its_request_with_a_free_port(*started(tmp_path))


def test_a_killed_watcher_leaves_the_port_free_though_a_request_is_not_finished(watched):
    """The next `./run` starts at once; whoever waits for his page still gets it."""
    watcher, address = watched
    asked(address, request())
    finishes_its_request_with_a_free_port(watcher, address)


def finishes_its_request_with_a_free_port(process, address) -> None:
    """Who waits for a slow page when `process` is killed gets it; the next one can listen meanwhile."""
    with connect(address) as client:
        client.sendall(b"POST /slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\ntext")
        time.sleep(0.5)
        process.kill()
        process.wait()
        began = time.monotonic()
        while not can_listen(address):
            assert time.monotonic() - began < 4, "the next one could not listen"
            time.sleep(0.05)
        assert answer_on(client).endswith(b"text")


def can_listen(address) -> bool:
    """As gunicorn does it."""
    with socket.socket() as trying:
        trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trying.bind(address)
            trying.listen()
        except OSError:
            return False
    return True


def told(answer: bytes, name: str) -> int:
    assert answer.startswith(b"HTTP/1.1 200"), answer
    return int(re.search(rf"{name}: (\d+)", answer.decode())[1])


@pytest.fixture
def watched(tmp_path):
    process, address = started(tmp_path, watched=True, SLOW_START="1")
    yield process, address
    process.terminate()
    process.wait()


def left_with(watcher, address) -> bytes:
    """An answer of the process whose master was killed."""
    first = asked(address, request())
    os.kill(told(first, "X-Master"), signal.SIGKILL)
    began = time.monotonic()
    while told(answer := asked(address, request()), "X-Master") != watcher.pid:
        assert time.monotonic() - began < 10, "it was not left to who watches"
    assert told(answer, "X-Process") == told(first, "X-Process")
    return answer


def test_while_a_killed_master_is_started_again_nobody_is_sent_away(watched):
    """The new one needs a second; meanwhile the process of the old one answers, then both do."""
    watcher, address = watched
    left = left_with(watcher, address)
    began = time.monotonic()
    while told(asked(address, request()), "X-Process") == told(left, "X-Process"):
        assert time.monotonic() - began < 15, "no new one has begun"
        time.sleep(0.05)


def test_without_who_watches_nobody_is_left(watched):
    watcher, address = watched
    left_with(watcher, address)
    watcher.kill()
    began = time.monotonic()
    while not can_listen(address):
        assert time.monotonic() - began < 15, "somebody still holds the port"
        time.sleep(0.05)
