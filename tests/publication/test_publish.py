"""manage.py publish: check and bundle without a browser, or one clear line."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from publication.models import Bundle, PublicationTask
from tests.publication.published import approved_goal

pytestmark = pytest.mark.django_db


def run(capsys, *arguments):
    call_command("publish", "--cycle", "2024", *map(str, arguments))
    return capsys.readouterr().out


def test_a_bundle_in_a_folder(task, cycle, unit, tmp_path, capsys):
    approved_goal(unit, cycle)
    said = run(capsys, "-o", tmp_path / "out")
    assert "1 个单位、1 个项目，合计 50,000.00 元" in said
    assert {"index.html", "年初公开.zip"} <= {path.name for path in (tmp_path / "out").iterdir()}
    assert Bundle.objects.get().made_by is None
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_json_and_what_was_reused(task, cycle, unit, tmp_path, capsys):
    approved_goal(unit, cycle)
    run(capsys, "--check-only")
    report = json.loads(run(capsys, "-o", tmp_path / "out", "--json"))
    assert report["units"][0]["reused"] is True
    assert report["bundle"]["projects"] == 1 and len(report["bundle"]["sha256"]) == 64


def test_blocking_findings_end_with_one_and_write_nothing(task, cycle, unit, tmp_path, capsys):
    approved_goal(unit, cycle, annual_objective="全年拔付12次。")
    with pytest.raises(SystemExit) as ended:
        run(capsys, "-o", tmp_path / "out")
    said = capsys.readouterr().out
    assert ended.value.code == 1
    assert "[强制] 130001-" in said and "年度绩效" in said and "→ 拨付" in said and "没有制作公开包" in said
    assert not (tmp_path / "out").exists() and not Bundle.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "请用 -o 写明"),
        (["--check-only", "--subject", "added"], "先在“公开”页建立公开事项"),
        (["--check-only", "--title", "没有的"], "“年初公开”"),
    ],
)
def test_what_is_missing_is_named(task, capsys, arguments, said):
    with pytest.raises(CommandError, match=said):
        run(capsys, *arguments)


def test_two_tasks_want_a_title(task, cycle, capsys):
    PublicationTask.objects.create(cycle=cycle, title="补充公开", due_on=date(2024, 4, 1))
    with pytest.raises(CommandError, match="用 --title"):
        run(capsys, "--check-only")
    assert "0 个单位" in run(capsys, "--check-only", "--title", "补充公开")


def test_a_folder_with_other_files_is_left_alone(task, cycle, unit, tmp_path, capsys):
    (tmp_path / "mine.txt").touch()
    with pytest.raises(CommandError, match="不是空目录"):
        run(capsys, "-o", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_empty_bundle_is_refused(task, tmp_path, capsys):
    with pytest.raises(CommandError, match="没有可以公开的内容"):
        run(capsys, "-o", tmp_path / "out")
