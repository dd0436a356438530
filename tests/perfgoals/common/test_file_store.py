"""Files in a folder or in an S3-compatible store: the same names and bytes either way."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from perfgoals.common import file_store
from perfgoals.common.file_store import file_storage, names_in
from tests.object_store import running_store

pytestmark = pytest.mark.pure
S3 = {"PERFGOALS_S3_BUCKET": "perfgoals", "PERFGOALS_S3_KEY": "k", "PERFGOALS_S3_SECRET": "s"}


@pytest.fixture(scope="module")
def store():
    with running_store() as store:
        yield store


@pytest.fixture(params=["folder", "object store", "object store with a prefix"])
def storage(request, monkeypatch):
    if request.param == "folder":
        return storages.create_storage(file_storage({}))
    store = request.getfixturevalue("store")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    store.clear()
    prefix = {"PERFGOALS_S3_PREFIX": "区级/"} if "prefix" in request.param else {}
    return storages.create_storage(file_storage(S3 | prefix | {"PERFGOALS_S3_ENDPOINT": store.address}))


def test_what_is_kept_comes_back(storage):
    name = storage.save("jobs/7/目标表 2024.xlsx", ContentFile(b"PK\x03\x04" * 1000))
    assert name == "jobs/7/目标表 2024.xlsx"
    assert storage.exists(name)
    with storage.open(name, "rb") as file:
        assert file.read(4) == b"PK\x03\x04"
        file.seek(-4, 2)
        assert file.read() == b"PK\x03\x04"
    storage.delete(name)
    assert not storage.exists(name)


def test_a_second_file_of_a_name_never_takes_the_place_of_the_first(storage):
    first, second = (storage.save("imports/a.upload", ContentFile(text)) for text in (b"one", b"two"))
    assert first != second
    with storage.open(first) as file:
        assert file.read() == b"one"


def test_all_names_in_order(storage):
    assert list(names_in(storage)) == []
    for name in ("jobs/2/b.pdf", "jobs/1/a.pdf", "imports/x.upload", "top.txt"):
        storage.save(name, ContentFile(b"x"))
    assert list(names_in(storage)) == ["top.txt", "imports/x.upload", "jobs/1/a.pdf", "jobs/2/b.pdf"]


def test_nothing_to_find(storage):
    with pytest.raises(FileNotFoundError):
        storage.open("jobs/9/none.pdf", "rb").read()


def test_half_of_the_settings_is_said_at_the_start(monkeypatch):
    with pytest.raises(ImproperlyConfigured, match="PERFGOALS_S3_SECRET"):
        file_storage(S3 | {"PERFGOALS_S3_SECRET": ""})
    monkeypatch.setattr(file_store, "find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match=r"requirements-s3\.txt"):
        file_storage(S3)
    assert "FileSystem" in file_storage({})["BACKEND"], "without a bucket nothing more is needed"
