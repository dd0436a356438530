import socket

import pytest

from perfgoals.common.hosts import local_names

pytestmark = pytest.mark.pure


def test_the_machine_answers_to_its_own_names(monkeypatch):
    monkeypatch.setenv("HOST", "192.0.2.7")
    assert {"localhost", "127.0.0.1", "[::1]", socket.gethostname(), "192.0.2.7"} <= set(local_names())


@pytest.mark.parametrize("host", ["0.0.0.0", "::", ""])
def test_an_address_that_means_all_is_no_name(monkeypatch, host):
    monkeypatch.setenv("HOST", host)
    assert host not in local_names()
    assert "*" not in local_names()
