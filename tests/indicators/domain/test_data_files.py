"""Goal tables as CSV and JSON, under the names that people know."""

import csv
import json
from dataclasses import replace

import pytest

from benchmarks.synthetic import synthetic_table
from indicators.domain.data_files import project_names, row_names, write_csv, write_json
from indicators.fields import PROJECT_FIELDS, ROW_FIELDS, FieldKind

pytestmark = pytest.mark.pure


@pytest.fixture
def table():
    made = synthetic_table(3)
    return replace(made, blocks=(*made.blocks[:2], replace(made.blocks[2], rows=(), amount=None)))


def test_every_field_of_the_table_has_its_name():
    names = {*project_names(), *row_names()}
    assert {f.label for f in (*PROJECT_FIELDS, *ROW_FIELDS) if f.kind is not FieldKind.ROWS} <= names
    assert {"申报单位编码", "资金类型编码", "当年项目金额说明", "三级指标", "备注"} <= names


def test_csv_has_a_line_for_every_indicator(table, tmp_path):
    seen = []
    write_csv(table, tmp_path / "a.csv", progress=lambda n, total: seen.append((n, total)))
    content = (tmp_path / "a.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines(keepends=True)))
    assert len(rows) == sum(max(1, len(block.rows)) for block in table.blocks)
    first, block = rows[0], table.blocks[0]
    assert first["二级项目名称"] == block.name and first["当年项目金额"] == str(block.amount)
    assert (first["三级指标"], first["一级指标"]) == (block.rows[0].name, block.rows[0].tier1)
    assert rows[-1]["三级指标"] == "" and rows[-1]["当年项目金额"] == ""
    assert seen[-1] == (3, 3)


def test_json_holds_every_text_as_it_is(table, tmp_path):
    write_json(table, tmp_path / "a.json")
    projects = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert [len(project["绩效指标"]) for project in projects] == [len(b.rows) for b in table.blocks]
    for project, block in zip(projects, table.blocks, strict=True):
        assert project["整体绩效"] == block.overall_objective
        assert [row["年度指标值"] for row in project["绩效指标"]] == [row.annual_target for row in block.rows]


def test_nothing_is_still_a_file(table, tmp_path):
    empty = replace(table, blocks=())
    write_json(empty, tmp_path / "a.json")
    write_csv(empty, tmp_path / "a.csv")
    assert json.loads((tmp_path / "a.json").read_text("utf-8")) == []
    assert len((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()) == 1


def test_a_value_that_a_spreadsheet_would_compute(table, tmp_path):
    block = table.blocks[0]
    row = replace(block.rows[0], annual_target="=1+1")
    write_csv(replace(table, blocks=(replace(block, rows=(row,)),)), tmp_path / "a.csv")
    assert "'=1+1" in (tmp_path / "a.csv").read_text("utf-8-sig")
