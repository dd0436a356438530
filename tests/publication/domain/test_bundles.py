"""From approved goals to a bundle: what is in it, what it is refused for, what is made anew."""

import hashlib
import json
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from filings.models import FilingVersion
from perfgoals.common.append_only import seal, unseal
from printing.reading_back import pages_text
from publication.domain.bundles import BundleRefused, file_name, keep_bundle, write_bundle
from publication.domain.content import CannotPublish, source_of
from publication.domain.preparing import made_path, prepare, sweep_made_files
from publication.enums import Subject
from publication.models import Bundle, PublicationTask, Typo, UnitCheck
from tests.factories import DepartmentFactory, EvaluationFactory, ProjectFactory
from tests.publication.published import approved_goal, refreeze

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Finished files of one test are not found by the next."""
    fonts = settings.DATA_DIR / "cache" / "fonts"
    settings.DATA_DIR = tmp_path / "data"
    (settings.DATA_DIR / "cache").mkdir(parents=True)
    if fonts.exists():
        (settings.DATA_DIR / "cache" / "fonts").symlink_to(fonts)


def found(task):
    return {(f["check"], f["project_name"]) for check in task.checks.all() for f in check.findings}


def test_a_bundle_has_names_counts_sums_and_hashes(task, cycle, unit, other_unit, tmp_path):
    for name, where, amount in (("甲", unit, "100.10"), ("乙", unit, "200.20"), ("丙", other_unit, "0.03")):
        approved_goal(where, cycle, project__name=name, project__amount=Decimal(amount))
    made = write_bundle(task=task, prepared=prepare(task=task), folder=tmp_path / "out")
    label = "130001-中共韶关市曲江区委组织部"
    names = {path.name for path in made.folder.iterdir()}
    assert {f"{label}.pdf", f"{label}.xlsx", "255001-韶关市曲江区教育局.pdf", "index.html"} <= names
    assert (made.manifest["units"], made.manifest["projects"]) == (2, 3)
    assert (made.manifest["amount"], made.manifest["files"][0]["amount_text"]) == ("300.33", "300.30")
    for line in (made.folder / "SHA256SUMS.txt").read_text("utf-8").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((made.folder / name).read_bytes()).hexdigest() == digest
    assert made.manifest["files"][0]["pdf"]["sha256"] in (made.folder / "SHA256SUMS.txt").read_text("utf-8")
    assert json.loads((made.folder / "清单.json").read_text("utf-8")) == made.manifest
    with zipfile.ZipFile(made.zip) as archive:
        assert archive.testzip() is None
        assert set(archive.namelist()) == names - {made.zip.name}


def test_the_index_page_links_every_file_and_loads_nothing(task, cycle, unit, tmp_path):
    approved_goal(unit, cycle, project__name="<b>甲</b>")
    page = write_bundle(task=task, prepared=prepare(task=task), folder=tmp_path / "o").folder / "index.html"
    html = page.read_text("utf-8")
    assert "130001-" in html and ".pdf" in html and "1 个单位，1 个项目，合计 50,000.00 元" in html
    assert "http" not in html and "<script" not in html


def test_the_files_say_what_was_approved_and_not_what_was_typed_since(task, cycle, unit):
    goal = approved_goal(unit, cycle, annual_objective="批复的目标，维护12次。")
    goal.annual_objective = "后来改的目标，维护13次。"
    goal.save()
    [ready] = prepare(task=task)
    text = "".join("".join(pages_text(ready.files["pdf"])).split())
    assert "批复的目标" in text and "后来改的" not in text
    cells = [
        cell for row in load_workbook(ready.files["xlsx"]).active.iter_rows(values_only=True) for cell in row
    ]
    assert "批复的目标，维护12次。" in cells
    assert not found(task)


def test_what_is_not_approved_and_what_is_secret_stays_inside(task, cycle, unit, other_unit):
    approved_goal(unit, cycle, project__name="公开的")
    secret = approved_goal(unit, cycle, project__name="涉密的", project__secret=True)
    approved_goal(other_unit, cycle, project__secret=True)
    ProjectFactory(cycle=cycle, department=other_unit)
    [ready] = prepare(task=task)
    assert (ready.content.department, ready.check.projects) == (unit, 1)
    assert "涉密的" not in "".join(pages_text(ready.files["pdf"]))
    assert source_of(task).due(task) == {unit.pk: (1, Decimal("50000.00"))}
    assert b"secret" not in json.dumps(ready.check.findings).encode()
    secret.project.secret = False
    secret.project.save()
    assert [(each.check.projects, each.reused) for each in prepare(task=task)] == [(2, False)]


def test_only_what_changed_is_made_again(task, cycle, unit, other_unit):
    goal = approved_goal(unit, cycle)
    approved_goal(other_unit, cycle)
    assert [each.reused for each in prepare(task=task)] == [False, False]
    assert [each.reused for each in prepare(task=task)] == [True, True]
    goal.annual_objective = "全年维护网络20次。"
    goal.save()
    refreeze(goal)
    assert [each.reused for each in prepare(task=task)] == [False, True]


def test_a_file_that_was_touched_or_lost_is_made_again(task, cycle, unit):
    approved_goal(unit, cycle)
    [first] = prepare(task=task)
    first.files["pdf"].write_bytes(b"something else")
    [again] = prepare(task=task)
    assert not again.reused and again.files["pdf"].read_bytes().startswith(b"%PDF")
    again.files["xlsx"].unlink()
    [third] = prepare(task=task)
    assert not third.reused and third.files["xlsx"].exists()


def test_a_new_typo_checks_again_without_making_files(task, cycle, unit):
    approved_goal(unit, cycle, annual_objective="全年维护网络12次，及时排障。")
    [first] = prepare(task=task)
    made_at = first.files["pdf"].stat().st_mtime_ns, first.check.files
    Typo.objects.create(wrong="排障", right="排除故障")
    [again] = prepare(task=task)
    assert (again.reused, again.check.blocking) == (False, 1)
    assert again.check.files == made_at[1]


def test_a_bundle_is_refused_while_a_blocking_finding_stands(task, cycle, unit, tmp_path):
    approved_goal(unit, cycle, annual_objective="总投资3，518.85万元，维护网络。")
    with pytest.raises(BundleRefused, match=r"1 处强制问题.*130001"):
        write_bundle(task=task, prepared=prepare(task=task), folder=tmp_path / "o")
    assert not (tmp_path / "o").exists()
    assert not Bundle.objects.exists()


def test_nothing_to_publish_is_said(task, tmp_path):
    with pytest.raises(BundleRefused, match="没有可以公开的内容"):
        write_bundle(task=task, prepared=prepare(task=task), folder=tmp_path)


def test_a_unit_that_has_nothing_any_more_leaves_the_checks(task, cycle, unit):
    goal = approved_goal(unit, cycle)
    prepare(task=task)
    goal.project.secret = True
    goal.project.save()
    assert prepare(task=task) == [] and not UnitCheck.objects.exists()


def test_an_altered_version_is_not_published(task, cycle, unit):
    from django.db import connection

    approved_goal(unit, cycle)
    table = FilingVersion._meta.db_table
    unseal(connection, table)
    FilingVersion.objects.update(content='{"x": 1}')
    seal(connection, table)
    with pytest.raises(CannotPublish, match="被改动过"):
        prepare(task=task)


def test_added_goals_are_told_by_the_day_of_their_first_approval(cycle, unit):
    goal = approved_goal(unit, cycle)
    today = timezone.localdate()
    facts = {"cycle": cycle, "subject": Subject.ADDED, "due_on": today}
    added = PublicationTask.objects.create(title="追加", approved_from=today, **facts)
    later = PublicationTask.objects.create(title="以后", approved_from=today + timedelta(days=1), **facts)
    early = PublicationTask.objects.create(title="以前", approved_until=today - timedelta(days=1), **facts)
    refreeze(goal)  # a second approval does not make it a new one
    assert [len(source_of(task).units(task)) for task in (added, later, early)] == [1, 0, 0]


def test_self_evaluations_are_bundled_too(cycle, unit, tmp_path):
    task = PublicationTask.objects.create(
        cycle=cycle, subject=Subject.EVALUATION, title="自评公开", due_on=date(2025, 9, 1)
    )
    money = {"total": (Decimal(100), Decimal(100), Decimal(95))}
    rows = [{"tier1": "产出指标", "tier2": "数量指标", "name": "人数", "target": "≥100人", "actual": "100人"}]
    project = ProjectFactory(cycle=cycle, department=unit, name="自评项目")
    EvaluationFactory(project=project, money=money, rows=rows, filing__status="approved")
    hidden = ProjectFactory(cycle=cycle, department=unit, name="不公开的")
    EvaluationFactory(project=hidden, is_public=False, filing__status="approved")
    EvaluationFactory(project=ProjectFactory(cycle=cycle, department=unit, name="还在填的"))
    [ready] = prepare(task=task)
    assert ready.check.projects == 1 and ready.check.findings == []
    assert "自评项目" in "".join(pages_text(ready.files["pdf"]))
    made = write_bundle(task=task, prepared=[ready], folder=tmp_path / "o")
    assert made.manifest["table"] == "项目支出绩效自评表"


def test_names_that_a_disk_refuses():
    assert file_name("101001-甲/乙:丙?", "pdf") == "101001-甲_乙_丙_.pdf"
    assert file_name(" 101001-甲. ", "xlsx") == "101001-甲.xlsx"


def test_what_left_the_house_is_kept_with_its_sum(task, cycle, unit, reviewer, tmp_path):
    approved_goal(unit, cycle)
    made = write_bundle(task=task, prepared=prepare(task=task), folder=tmp_path / "o")
    bundle = keep_bundle(task=task, made=made, by=reviewer)
    assert (bundle.units, bundle.projects, bundle.amount) == (1, 1, Decimal("50000.00"))
    assert bundle.sha256 == hashlib.sha256(made.zip.read_bytes()).hexdigest()


def test_old_finished_files_are_swept(task, cycle, unit):
    import os

    approved_goal(unit, cycle)
    [ready] = prepare(task=task)
    assert sweep_made_files() == 0
    os.utime(ready.files["pdf"], (0, 0))
    assert sweep_made_files() == 1
    assert not made_path(ready.check.mark, "pdf").exists() and ready.files["xlsx"].exists()


# Five kinds that were found in published files, six of each, each in a place of its own.
INJECTED = {
    "comma_in_amount": ["3，518.85万元", "1，200元", "35,18.85万元", "12。5万元",
                        "2，000，000元", "1,2345元"],
    "open_bracket": ["（含管网", "《办法", "改造）", "【一期", "〔2024", "(试行"],
    "typos": ["建立建全", "拔付", "按步就班", "截止目前", "台帐", "再接再励"],
    "instructions_left": ["（100字以内）", "请填写", "填报说明：", "（示例）", "此处填写", "【50字左右】"],
    "personal_numbers": [
        "11010519491231002X", "440204800101123", "13800138000", "138 0013 8000", "6222020200112233446",
        "１３９００１３９０００",
    ],
}  # fmt: skip


def test_thirty_injected_errors_are_all_found_and_nothing_else(task, cycle, unit):
    wrong = [(check, text) for check, texts in INJECTED.items() for text in texts]
    for number, (check, text) in enumerate(wrong):
        field = ("overall_objective", "annual_objective", "project__justification")[number % 3]
        approved_goal(
            unit, cycle, project__name=f"{check}{number}", **{field: f"维护网络，{text}，按期完成。"}
        )
    for number in range(10):
        approved_goal(unit, cycle, project__name=f"clean{number}")
    DepartmentFactory()
    prepare(task=task)
    blocking = {
        (f["check"], f["project_name"])
        for check in task.checks.all()
        for f in check.findings
        if f["level"] == "blocking"
    }
    assert {(check, f"{check}{number}") for number, (check, _) in enumerate(wrong)} <= blocking
    assert {name for _, name in blocking} == {f"{check}{number}" for number, (check, _) in enumerate(wrong)}
