"""A check never points to a field that the form lacks."""

import re
from pathlib import Path

import pytest

import indicators.checks
from indicators.domain.checking.words import label_of
from indicators.fields import CELLS, FACTS, field_named

pytestmark = pytest.mark.pure

SOURCES = sorted(Path(indicators.checks.__file__).parent.glob("*.py"))
NAMED = {name for path in SOURCES for name in re.findall(r'Hit\(\s*"(\w+)"', path.read_text("utf-8"))}


def test_every_place_is_an_input_of_the_form_or_the_list_of_rows():
    assert len(NAMED) > 5
    assert {field_named(name).input for name in NAMED} <= {*FACTS, *CELLS, "rows"}


def test_every_place_has_its_words():
    assert all(label_of(name) != name for name in NAMED)
    assert label_of("name") == "二级项目名称"
    assert label_of("name", of_row=True) == "三级指标"
