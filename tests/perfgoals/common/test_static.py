"""Static files: names by content, collected only when something changed."""

import pytest
from django.test import override_settings

from perfgoals.common import static
from perfgoals.common.static import HashedStaticFilesStorage, collect_static_files

pytestmark = pytest.mark.pure


@pytest.fixture
def collected(tmp_path):
    storages = {"staticfiles": {"BACKEND": "perfgoals.common.static.HashedStaticFilesStorage"}}
    with override_settings(STATIC_ROOT=tmp_path / "static", STORAGES=storages):
        assert collect_static_files()
        yield tmp_path / "static"


def test_collecting_gives_names_that_change_with_the_content(collected):
    url = HashedStaticFilesStorage().url("css/base.css")
    assert url.startswith("/static/css/base.")
    assert url != "/static/css/base.css"
    assert (collected / url.removeprefix("/static/")).exists()


def test_every_static_file_our_pages_name_is_collected(collected):
    for name in ("css/base.css", "css/preview.css", "js/select-rows.js", "img/icon.svg"):
        assert HashedStaticFilesStorage().url(name) != f"/static/{name}"


def test_a_second_start_collects_nothing(collected):
    assert not collect_static_files()


def test_a_new_version_collects_again(collected, settings):
    settings.VERSION = "99.0"
    assert collect_static_files()


def test_without_collected_files_the_plain_name_is_given(tmp_path):
    with override_settings(STATIC_ROOT=tmp_path / "none"):
        assert static.HashedStaticFilesStorage().url("css/base.css") == "/static/css/base.css"
