"""Every hostile file gets an answer; time and memory are asserted for the whole import."""

import re
from io import BytesIO

import pytest

from perfgoals.sheets import UnreadableFile, open_workbook
from tests.hostile_files import READ, REFUSED

pytestmark = pytest.mark.pure

CHINESE_SENTENCE = re.compile(r"[^a-z]*[\u4e00-\u9fff].*。", re.DOTALL)


def read_all(file):
    name, content = file
    with open_workbook(BytesIO(content), filename=name) as book:
        return [row for sheet in book.sheets for row in sheet.rows()]


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_in_a_chinese_sentence(name):
    with pytest.raises(UnreadableFile) as refusal:
        read_all(REFUSED[name]())
    assert CHINESE_SENTENCE.fullmatch(refusal.value.reason)
    assert "Error" not in refusal.value.reason


@pytest.mark.parametrize("name", READ)
def test_an_odd_file_is_read(name):
    assert read_all(READ[name]())


def test_there_are_enough_hostile_files():
    assert len(REFUSED) + len(READ) >= 60
