"""The open port: where it is, who holds it, and what is said when it can't be had."""

import os
import socket
import subprocess
import sys

import pytest

from perfgoals.serving.listening import SOCKET, WATCHER, bound, is_left_to_watcher, listen
from tests.sites import ROOT, bare_environment

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({}, "127.0.0.1:8000"),
        ({"HOST": "0.0.0.0", "PORT": "8080"}, "0.0.0.0:8080"),
        ({"HOST": "::1"}, "[::1]:8000"),
        ({"HOST": "[::1]"}, "[::1]:8000"),
        ({SOCKET: "7", "PORT": "8080"}, "fd://7"),
    ],
)
def test_gunicorn_listens_on_the_port_it_was_given_else_on_its_own(monkeypatch, environment, address):
    for name in ("HOST", "PORT", SOCKET):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert bound() == address


def test_whoever_connects_waits_until_somebody_accepts():
    with listen("127.0.0.1", "0") as port, socket.create_connection(port.getsockname(), timeout=5) as client:
        client.sendall(b"waits")
        accepted, _ = port.accept()
        with accepted:
            assert accepted.recv(10) == b"waits"


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="no IPv6 here")
@pytest.mark.parametrize("host", ["::", "[::]"])
def test_every_address_means_both_kinds(host):
    with listen(host, "0") as port:
        assert port.family == socket.AF_INET6
        assert not port.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY)


@pytest.mark.parametrize("port", ["abc", "-1", "99999", ""])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises((ValueError, OverflowError)):
        listen("127.0.0.1", port)


@pytest.mark.parametrize(("watcher", "left"), [(str(os.getppid()), True), ("1", False), ("", False)])
def test_a_child_of_who_watches_was_left_to_it(monkeypatch, watcher, left):
    monkeypatch.setenv(WATCHER, watcher)
    assert is_left_to_watcher() == (left or watcher == str(os.getppid()))


@pytest.mark.parametrize("port", ["busy", "abc"])
def test_a_port_that_cannot_be_had_is_told_in_one_line(port):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1]) if port == "busy" else port
        done = subprocess.run(
            [sys.executable, "-m", "perfgoals.serving", "--web"], cwd=ROOT, capture_output=True, text=True,
            env=bare_environment() | {"PORT": port, "HOST": "127.0.0.1"}, timeout=60,
        )  # fmt: skip
    assert done.returncode == 1
    assert f"端口 {port} 不能使用" in done.stderr
    assert len(done.stderr.splitlines()) == 1
