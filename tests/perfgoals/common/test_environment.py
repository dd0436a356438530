"""A number in the environment is one, or is named with what it should be."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from perfgoals.common.environment import whole_number
from tests.sites import Site

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("given", "number"), [(None, 7), ("", 7), (" ", 7), ("3", 3), (" 12 ", 12), ("1", 1)]
)
def test_a_number_or_its_default(monkeypatch, given, number):
    monkeypatch.delenv("N", raising=False) if given is None else monkeypatch.setenv("N", given)
    assert whole_number("N", 7, least=1) == number


@pytest.mark.parametrize("given", ["0", "-1", "1.5", "abc", "１２", "1e3", "三十"])
def test_what_is_no_such_number_is_named(monkeypatch, given):
    monkeypatch.setenv("N", given)
    with pytest.raises(ImproperlyConfigured, match=r"环境变量 N 写的是“.+”，应是不小于 1 的整数"):
        whole_number("N", 7, least=1)


@pytest.mark.parametrize(
    "setting", [{"WEB_PROCESSES": "0"}, {"WORKERS": "两个"}, {"PERFGOALS_IDLE_MINUTES": "半小时"}]
)
def test_nothing_is_served_by_a_number_that_is_none(tmp_path, setting):
    done = Site(tmp_path).manage("serve", environment=setting)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert next(iter(setting)) in done.stderr
