"""Files made for one answer: sent whole, named, and gone from the disk."""

import pytest

from perfgoals.common.downloads import made_file

pytestmark = pytest.mark.pure


def test_the_file_is_sent_and_nothing_stays(tmp_path):
    paths = []

    def write(path):
        paths.append(path)
        path.write_bytes(b"content")

    answer = made_file(write, name="2023年 表.xlsx", content_type="application/x-test")
    assert b"".join(answer.streaming_content) == b"content"
    assert answer.headers["Content-Type"] == "application/x-test"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert paths[0].suffix == ".xlsx"
    assert not paths[0].parent.exists()
    answer.file_to_stream.close()


def test_a_file_may_be_shown_in_the_browser():
    answer = made_file(lambda path: path.touch(), name="表.pdf", content_type="application/pdf", inline=True)
    assert answer.headers["Content-Disposition"].startswith("inline")
    answer.file_to_stream.close()


@pytest.mark.parametrize(
    "name", ["甲/乙.pdf", "../../etc/passwd", "没有后缀", "a" * 300 + ".pdf", '引"号.pdf']
)
def test_no_name_leads_the_file_elsewhere(name):
    places = []

    def write(path):
        places.append(path)
        path.touch()

    made_file(write, name=name, content_type="application/pdf").file_to_stream.close()
    assert places[0].parent.name.startswith("perfgoals-")
    assert places[0].stem == "file"


def test_what_writing_raises_goes_on_and_leaves_nothing(tmp_path):
    places = []

    def write(path):
        places.append(path)
        path.touch()
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        made_file(write, name="表.pdf", content_type="application/pdf")
    assert not places[0].exists()
