"""The shipped code lists: complete, loaded once, never undoing an administrator's change."""

import csv

import pytest

from projects.domain.code_lists import load_code_lists
from projects.enums import SubjectLevel
from projects.models import FunctionalSubject, FundSource
from tests.factories import FIXTURES, published_table


@pytest.fixture
def loaded(db):
    return load_code_lists(folder=FIXTURES)


def entries(name):
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file, delimiter="\t")}


def test_every_entry_of_the_files_is_loaded(loaded):
    assert dict(FunctionalSubject.objects.values_list("code", "name")) == entries("functional_subjects.tsv")
    assert dict(FundSource.objects.values_list("code", "name")) == entries("fund_sources.tsv")
    assert sum(loaded.values()) == FunctionalSubject.objects.count() + FundSource.objects.count()


def test_loading_again_adds_nothing(loaded):
    assert load_code_lists(folder=FIXTURES) == {"功能科目": 0, "资金类型": 0}


def test_what_an_administrator_changed_stays(loaded):
    FundSource.objects.filter(code="1111").update(name="本级预算安排", active=False)
    load_code_lists(folder=FIXTURES)
    fund = FundSource.objects.get(code="1111")
    assert (fund.name, fund.active) == ("本级预算安排", False)


def test_an_entry_that_is_missing_is_added(loaded):
    FunctionalSubject.objects.filter(code="2013299").delete()
    assert load_code_lists(folder=FIXTURES)["功能科目"] == 1


def test_every_item_has_its_class_in_its_path(loaded):
    classes = dict(FunctionalSubject.objects.filter(level=SubjectLevel.CLASS).values_list("code", "name"))
    for item in FunctionalSubject.objects.items():
        assert item.path.startswith(classes[item.code[:3]]), item


def test_every_code_of_the_published_table_is_in_the_lists(loaded):
    for entry in published_table()["projects"]:
        assert FundSource.objects.get(code=entry["fund_code"]).name == entry["fund_name"]
        assert FunctionalSubject.objects.get(code=entry["subject_code"]).name == entry["subject_name"]


def test_a_bad_file_loads_nothing(db, tmp_path):
    (tmp_path / "functional_subjects.tsv").write_text("code\tname\n201\t一般公共服务\n20a\t错\n", "utf-8")
    (tmp_path / "fund_sources.tsv").write_text("code\tname\n1\t资金\n", "utf-8")
    with pytest.raises(Exception, match="功能科目编码"):
        load_code_lists(folder=tmp_path)
    assert not FunctionalSubject.objects.exists()
