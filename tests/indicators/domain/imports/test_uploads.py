"""The preview writes nothing but its own rows and holds no lock; files of every kind end in words."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from filings.models import Filing
from indicators.domain.imports.previewing import read_import
from indicators.domain.imports.uploads import start_import, write_import
from indicators.enums import ImportState, ItemState
from indicators.models import Indicator, PerformanceGoal, TableImport
from perfgoals.audit.domain import find_breaches
from perfgoals.audit.enums import Verb
from perfgoals.audit.models import AuditEvent
from perfgoals.jobs.kinds import JobCancelled
from projects.models import Project
from tests.factories import FundSourceFactory, PerformanceGoalFactory
from tests.indicators.tables_in import Row, workbook

ROW = Row()
OWN_TABLES = {"indicators_importitem", "indicators_tableimport"}


@pytest.fixture
def upload(cycle, reviewer):
    """upload(rows or bytes): an import whose job has not run yet (nothing commits in a test)."""

    def make(content, name="表.xlsx"):
        content = content if isinstance(content, bytes) else workbook(content)
        file = ContentFile(content, name)
        return start_import(cycle=cycle, by=reviewer, file=file, filename=name)

    return make


def written_tables(captured) -> set[str]:
    verbs = ("INSERT INTO", "UPDATE", "DELETE FROM")
    statements = [query["sql"] for query in captured if query["sql"].startswith(verbs)]
    return {sql.split('"')[1] for sql in statements}


def test_reading_writes_nothing_but_the_preview(upload, cycle, unit):
    PerformanceGoalFactory(
        project__cycle=cycle, project__department=unit, project__name=ROW.name, indicators=2
    )
    table_import = upload([ROW, ROW.but(name="新项目"), ROW.but(name="坏", amount="-1")])
    with CaptureQueriesContext(connection) as captured:
        read_import(table_import=table_import)
    assert written_tables(captured) == OWN_TABLES
    states = list(table_import.items.values_list("state", flat=True))
    assert states == [ItemState.CHANGED, ItemState.NEW, ItemState.ERROR]


@pytest.mark.django_db(transaction=True)
def test_others_can_save_while_a_file_is_read_and_compared(cycle, unit, reviewer):
    """The reading is stopped at each step of its progress: nobody holds a transaction then."""
    rows = [ROW.but(name=f"项目{n}") for n in range(450)]
    table_import = start_import(
        cycle=cycle, by=reviewer, file=ContentFile(workbook(rows), "表.xlsx"), filename="表.xlsx"
    )
    TableImport.objects.update(state=ImportState.READING)  # its own job has read it at the commit
    saved = []

    def save_meanwhile(done, total):
        assert not connection.in_atomic_block
        saved.append(Project.objects.create(cycle=cycle, department=unit, name=f"别人{len(saved)}"))

    read_import(table_import=table_import, progress=save_meanwhile)
    assert len(saved) >= 3
    assert Project.objects.count() == len(saved)


def test_cancelling_the_reading_leaves_nothing_and_reading_again_starts_over(upload):
    table_import = upload([ROW.but(name=f"项目{n}") for n in range(450)])

    def cancel(done, total):
        if done >= 200:
            raise JobCancelled

    with pytest.raises(JobCancelled):
        read_import(table_import=table_import, progress=cancel)
    assert table_import.state == ImportState.READING
    read_import(table_import=table_import)
    assert (table_import.state, table_import.items.count()) == (ImportState.PREVIEWED, 450)


def test_cancelling_the_writing_keeps_whole_projects_and_going_on_writes_the_rest(upload):
    table_import = upload(
        [row for n in range(120) for row in (ROW.but(name=f"项目{n}"), ROW.more(indicator="二"))]
    )
    read_import(table_import=table_import)
    TableImport.objects.update(state=ImportState.WRITING)

    def cancel(done, total):
        if done >= 50:
            raise JobCancelled

    with pytest.raises(JobCancelled):
        write_import(table_import=table_import, progress=cancel)
    assert (Project.objects.count(), Indicator.objects.count()) == (50, 100)
    assert write_import(table_import=table_import) == {"written": 120, "refused": 0}
    assert (Project.objects.count(), Indicator.objects.count()) == (120, 240)


def test_a_table_without_a_column_leaves_that_field_as_it_is(upload, cycle, unit):
    goal = PerformanceGoalFactory(
        project__cycle=cycle, project__department=unit, project__name=ROW.name, indicators=1
    )
    goal.indicators.update(note="年底统计")
    header = ["申报单位", "二级项目名称", "一级指标", "二级指标", "三级指标", "实施周期值", "年度指标值"]
    row = [ROW.unit, ROW.name, "产出指标", "数量指标", "系统维护数量", "≥12次", "≥9次"]
    table_import = upload(workbook([row], header=header))
    read_import(table_import=table_import)
    item = table_import.items.get()
    assert [change["label"] for change in item.changes] == ["数量指标“系统维护数量”的年度指标值"]
    TableImport.objects.update(state=ImportState.WRITING)
    write_import(table_import=table_import)
    goal = PerformanceGoal.objects.with_project().get()
    assert goal.project.justification
    assert str(goal.project.amount) == "50000.00"
    assert list(goal.indicators.values_list("note", "annual_target")) == [("年底统计", "≥9次")]


def test_rows_keep_their_identity_through_renaming_and_moving(upload, cycle, unit):
    table_import = upload([ROW, ROW.more(indicator="乙"), ROW.more(indicator="丙")])
    read_import(table_import=table_import)
    TableImport.objects.update(state=ImportState.WRITING)
    write_import(table_import=table_import)
    before = dict(Indicator.objects.values_list("name", "pk"))
    changed = upload(
        [ROW.but(indicator="丙"), ROW.more(indicator="乙（改名）"), ROW.more(indicator="系统维护数量")]
    )
    read_import(table_import=changed)
    assert {change["word"] for change in changed.items.get().changes} == {"修改"}
    TableImport.objects.filter(pk=changed.pk).update(state=ImportState.WRITING)
    write_import(table_import=changed)
    after = dict(Indicator.objects.values_list("name", "pk"))
    assert after == {
        "丙": before["丙"], "乙（改名）": before["乙"], "系统维护数量": before["系统维护数量"],
    }  # fmt: skip


@pytest.mark.parametrize("name", ["网络=100%", "=1+1", "😀𠮷", "a" * 200, "  前后空格  ", "全角ＡＢＣ"])
def test_odd_names_come_through_unchanged(upload, name):
    FundSourceFactory()
    table_import = upload([ROW.but(name=name, indicator="=SUM", target="=100%")])
    read_import(table_import=table_import)
    TableImport.objects.update(state=ImportState.WRITING)
    write_import(table_import=table_import)
    assert Project.objects.get().name == name.strip()
    assert Indicator.objects.get().annual_target == "=100%"


@pytest.fixture
def stored(upload):
    """Ten projects of two rows as imported; a function that reads and writes one more file."""

    def take(rows):
        table_import = upload(rows)
        read_import(table_import=table_import)
        TableImport.objects.filter(pk=table_import.pk).update(state=ImportState.WRITING)
        return table_import

    def write(rows):
        write_import(table_import=(table_import := take(rows)))
        return table_import

    write(ten_projects())
    write.only_read = take
    return write


def ten_projects(target=ROW.target, **changes):
    first, second = ROW.but(target=target, **changes), ROW.more(target=target, indicator="二")
    return [row for n in range(10) for row in (first.but(name=f"项目{n}"), second)]


def said_by_audit():
    changed = AuditEvent.objects.filter(verb=Verb.CHANGE).order_by("number")
    return {event.object_name: {place for place, _, _ in event.changes} for event in changed}


def test_many_changed_projects_are_stored_together_and_each_is_in_the_audit(
    stored, django_assert_max_num_queries
):
    table_import = stored.only_read(ten_projects(amount="70,000.00", target="≥8次"))
    with django_assert_max_num_queries(45):
        write_import(table_import=table_import)
    assert set(Project.objects.values_list("amount", flat=True)) == {70_000}
    assert set(Indicator.objects.values_list("annual_target", "annual_number")) == {("≥8次", 8)}
    assert set(Filing.objects.values_list("revision", "updated_by")) == {(2, table_import.owner_id)}
    places = {"amount", "第 1 行 annual_target", "第 2 行 annual_target"}
    assert said_by_audit() == {f"项目{n}": places for n in range(10)}
    assert list(find_breaches()) == []


def test_projects_changed_in_different_places_keep_the_rest(stored):
    rows = ten_projects()
    rows[0] = ROW.but(name="项目0", amount="1.00")
    rows[2] = ROW.but(name="项目1", overall="别的目标")
    rows[5] = ROW.more(indicator="三")
    del rows[7]
    before = dict(PerformanceGoal.objects.values_list("project__name", "filing__updated_at"))
    table_import = stored(rows)
    assert table_import.summary["result"] == {"written": 4, "refused": 0}
    goals = {goal.project.name: goal for goal in PerformanceGoal.objects.with_project().with_indicators()}
    assert [str(goals[f"项目{n}"].project.amount) for n in range(3)] == ["1.00", "50000.00", "50000.00"]
    assert goals["项目1"].overall_objective == "别的目标"
    assert goals["项目0"].overall_objective == ROW.overall
    assert [row.name for row in goals["项目2"].indicators.all()] == ["系统维护数量", "三"]
    assert [row.name for row in goals["项目3"].indicators.all()] == ["系统维护数量"]
    assert [goals[f"项目{n}"].revision for n in range(10)] == [2] * 4 + [1] * 6
    assert {name for name, goal in goals.items() if goal.filing.updated_at != before[name]} == {
        f"项目{n}" for n in range(4)
    }


def test_of_a_chunk_only_the_overtaken_projects_are_left(stored, other_preparer):
    table_import = stored.only_read(ten_projects(overall="新目标"))
    PerformanceGoal.objects.filter(project__name="项目1").update(overall_objective="别人写的")
    Filing.objects.filter(goal__project__name="项目1").update(revision=2, updated_by=other_preparer)
    Filing.objects.filter(goal__project__name="项目2").update(status="submitted")
    Project.objects.get(name="项目3").delete()
    assert write_import(table_import=table_import) == {"written": 7, "refused": 3}
    refusals = dict(table_import.items.exclude(refusal="").values_list("name", "refusal"))
    assert other_preparer.full_name in refusals["项目1"]
    assert "审核" in refusals["项目2"]
    assert "删除" in refusals["项目3"]
    texts = dict(PerformanceGoal.objects.values_list("project__name", "overall_objective"))
    assert [texts.pop(f"项目{n}") for n in (1, 2)] == ["别人写的", ROW.overall]
    assert set(texts.values()) == {"新目标"}
    assert set(said_by_audit()) == {f"项目{n}" for n in (0, *range(4, 10))}
