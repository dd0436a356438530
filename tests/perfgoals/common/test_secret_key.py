import errno
import multiprocessing
import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from perfgoals.common.secret_key import load_secret_key

pytestmark = pytest.mark.pure


@pytest.fixture(autouse=True)
def no_key_in_the_environment(monkeypatch):
    monkeypatch.delenv("PERFGOALS_SECRET_KEY", raising=False)


def test_first_start_writes_a_key_that_later_starts_read(tmp_path):
    key = load_secret_key(tmp_path / "new" / "data")
    assert len(key) >= 50
    assert load_secret_key(tmp_path / "new" / "data") == key


def test_nobody_else_on_the_server_can_read_the_key(tmp_path):
    load_secret_key(tmp_path)
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_two_sites_have_two_keys(tmp_path):
    assert load_secret_key(tmp_path / "a") != load_secret_key(tmp_path / "b")


def test_key_of_the_environment_wins_and_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.setenv("PERFGOALS_SECRET_KEY", "from-the-environment")
    assert load_secret_key(tmp_path / "data") == "from-the-environment"
    assert not (tmp_path / "data").exists()


TRIALS = 10


def _load(barrier, folder, answers):
    for trial in range(TRIALS):
        barrier.wait()
        answers.put((trial, load_secret_key(folder / str(trial))))


def test_processes_that_start_at_once_agree_on_one_key(tmp_path):
    fork = multiprocessing.get_context("fork")
    barrier, answers = fork.Barrier(8, timeout=60), fork.SimpleQueue()
    starts = [fork.Process(target=_load, args=(barrier, tmp_path, answers)) for _ in range(8)]
    for process in starts:
        process.start()
    for process in starts:
        process.join()
    assert [process.exitcode for process in starts] == [0] * 8
    keys = [answers.get() for _ in range(8 * TRIALS)]
    assert sorted(trial for trial, _ in set(keys)) == list(range(TRIALS))


def test_a_full_disk_leaves_no_empty_key_behind(tmp_path, monkeypatch):
    def full():
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("perfgoals.common.secret_key.get_random_secret_key", full)
    with pytest.raises(ImproperlyConfigured, match="No space left"):
        load_secret_key(tmp_path)
    assert not (tmp_path / "secret_key").exists()


def test_an_empty_key_file_is_refused_with_the_way_out(tmp_path):
    (tmp_path / "secret_key").write_text(" \n")
    with pytest.raises(ImproperlyConfigured, match="secret_key 是空的。请删除它"):
        load_secret_key(tmp_path)


# The super-user may write into a read-only folder too; these refuse everybody.
@pytest.mark.parametrize("folder", ["/dev/null/data", "/proc/data", "/sys/data"])
def test_a_folder_that_cannot_be_written_is_named_in_one_sentence(folder):
    with pytest.raises(ImproperlyConfigured, match="PERFGOALS_DATA") as refusal:
        load_secret_key(Path(folder))
    assert folder in str(refusal.value)
    assert "\n" not in str(refusal.value)
