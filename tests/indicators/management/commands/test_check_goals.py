"""manage.py check_goals: the same findings without a browser."""

import json
import re

import pytest
from django.core.management import CommandError, call_command

from indicators.domain.checking.settings import ChosenRule, change_settings
from indicators.enums import CheckLevel

pytestmark = pytest.mark.django_db


def run(capsys, *arguments) -> str:
    call_command("check_goals", *arguments)
    return capsys.readouterr().out


def test_json_names_unit_project_field_check_and_level(seed_cycle, capsys):
    findings = json.loads(run(capsys, "--cycle", "2023", "--json"))
    wrong = [f for f in findings if f["check"] == "formula_wrong"]
    assert len(wrong) == 1
    assert wrong[0]["unit"] == "130001"
    assert wrong[0]["indicator"] == "补贴标准"
    assert wrong[0]["level"] == "强制"
    assert wrong[0]["outcome"] == "finding"
    assert "5,123,400" in wrong[0]["message"]
    assert {f["outcome"] for f in findings} == {"finding", "无法判断"}


def test_advice_of_the_published_table_is_grouped_without_losing_a_place(seed_cycle, capsys):
    findings = json.loads(run(capsys, "--cycle", "2023", "--json"))
    advice = [f for f in findings if (f["level"], f["outcome"]) == ("提示", "finding")]
    assert len(advice) <= 260
    assert all(f["count"] == len(f["rows"]) for f in findings)
    places = [(f["check"], *row["also"]) for f in advice for row in f["rows"]]
    assert len(places) == 394
    assert sum("no_digit" in ids for ids in places) == 54
    assert sum("vague_value" in ids for ids in places) == 216


def test_sentences_name_the_place(seed_cycle, capsys):
    text = run(capsys, "--cycle", "2023")
    assert "[强制] 成本指标“补贴标准”" in text
    assert re.search("共 [0-9]+ 条，[0-9]+ 处。$", text.strip())


def test_one_unit_alone(seed_cycle, other_unit, capsys):
    assert json.loads(run(capsys, "--cycle", "2023", "--unit", "255001", "--json")) == []


def test_a_switched_off_check_is_silent(seed_cycle, capsys):
    rule = ChosenRule("amount_missing", enabled=False, level=CheckLevel.BLOCKING)
    change_settings(cycle=seed_cycle, rules=[rule])
    findings = json.loads(run(capsys, "--cycle", "2023", "--json"))
    assert not [f for f in findings if f["check"] == "amount_missing"]


@pytest.mark.parametrize(
    "arguments, named", [(["--cycle", "1999"], "1999"), (["--cycle", "2023", "--unit", "x9"], "x9")]
)
def test_what_is_not_there_is_named_in_one_line(seed_cycle, arguments, named):
    with pytest.raises(CommandError, match=named):
        call_command("check_goals", *arguments)
