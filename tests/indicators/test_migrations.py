"""Goals of a site from before filings: forwards nothing is lost, and backwards neither."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from indicators.domain.counting.keeping import mend_triggers
from tests.conftest import let_tables_be_emptied

BEFORE = [
    ("indicators", "0011_import_consents"),
    ("projects", "0002_code_indexes"),
    ("filings", None),
    ("monitoring", None),
    ("evaluation", None),
]
AFTER = [("indicators", "0013_goals_are_filings"), ("projects", "0002_code_indexes")]
AT = "2024-03-01 08:00:00+00:00"

pytestmark = pytest.mark.django_db(transaction=True)


def migrate(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return (
        MigrationExecutor(connection).loader.project_state([target for target in targets if target[1]]).apps
    )


@pytest.fixture
def back_to_today():
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    mend_triggers(using="default")
    let_tables_be_emptied()


def old_site(apps):
    """Two goals; the second one was submitted, remarked on, rated and approved once."""

    def make(app, model, **values):
        return apps.get_model(app, model).objects.create(**values)

    user = make("accounts", "User", username="old", full_name="老用户", password="x")
    unit = make("projects", "Department", code="130001", name="组织部")
    cycle = make("projects", "BudgetCycle", code="2024", fiscal_year=2024, region="曲江区", level="区级")
    # A project without a goal comes first: the keys of projects and goals must not be counted alike.
    projects = [
        make("projects", "Project", cycle=cycle, department=unit, name=f"项目{n}", position=n)
        for n in range(3)
    ]
    make("indicators", "PerformanceGoal", project=projects[1], annual_objective="一")
    goal = make("indicators", "PerformanceGoal", project=projects[2], revision=7, version_number=2)
    version = make(
        "indicators", "GoalVersion", goal=goal, serial=1, version_number=1, action="submit", schema=1,
        content="{}", sha256="0" * 64, frozen_at=AT, frozen_by=user,
    )  # fmt: skip
    goal.submission, goal.status, goal.updated_by = version, "endorsed", user
    goal.save()
    make(
        "indicators", "GoalTransition", goal=goal, action="submit", from_status="draft",
        to_status="endorsed", by=user, at=AT, revision=7, version=version, comment="请审",
    )  # fmt: skip
    make(
        "indicators", "Remark", goal=goal, version=version, place="annual_target", indicator_key=5,
        indicator_name="维护次数", category_name="数量指标", text="偏低", by=user, at=AT,
    )  # fmt: skip
    block = make("indicators", "ReviewBlock", name="完整性")
    question = make("indicators", "ReviewQuestion", block=block, name="规范完整性", criteria="要点")
    sheet = make(
        "indicators",
        "ReviewSheet",
        version=version,
        overall="good",
        opinion="可",
        filled_by=user,
        filled_at=AT,
    )
    make(
        "indicators", "ReviewAnswer", sheet=sheet, question=question, position=1, block_name="完整性",
        question_name="规范完整性", criteria="要点", rating="good",
    )  # fmt: skip
    make("indicators", "ReturnReason", text="测算不实")
    make(
        "indicators", "DeadlineExtension", cycle=cycle, department=unit, stage="review", until="2024-04-01",
        reason="汛期",
    )  # fmt: skip
    return goal.pk


def contents(apps, app, names):
    return {
        name: sorted(map(str, apps.get_model(app, model).objects.values_list()))
        for name, model in names.items()
    }


def alike(app):
    prefix = "Filing" if app == "filings" else "Goal"
    names = [
        "ReviewBlock",
        "ReviewQuestion",
        "ReviewSheet",
        "ReviewAnswer",
        "ReturnReason",
        "DeadlineExtension",
    ]
    return {name: name for name in names} | {
        "Version": f"{prefix}Version",
        "Transition": f"{prefix}Transition",
    }


def what_only_the_new_tables_hold_stops_the_way_back(new, cycle, unit):
    other = new.get_model("filings", "Filing").objects.create(kind="other", cycle=cycle, department=unit)
    with pytest.raises(RuntimeError, match="绩效目标以外"):
        migrate(BEFORE)
    other.refresh_from_db()
    other.delete()


def test_forwards_and_back_nothing_is_lost(back_to_today):
    """One walk, because each way between versions takes seconds: back, forwards, stopped, back, to today."""
    old = migrate(BEFORE)
    key = old_site(old)
    goals = sorted(map(str, old.get_model("indicators", "PerformanceGoal").objects.values()))
    counts = {name: len(rows) for name, rows in contents(old, "indicators", alike("indicators")).items()}

    new = migrate(AFTER)
    filing = new.get_model("indicators", "PerformanceGoal").objects.get(pk=key).filing
    assert (filing.status, filing.revision, filing.version_number) == ("endorsed", 7, 2)
    assert filing.submission.transitions.get().comment == "请审"
    assert filing.submission.sheet.answers.get().rating == "good"
    remark = filing.remarks.get()
    assert (remark.row_key, remark.row_name, remark.row_group) == (5, "维护次数", "数量指标")
    assert {name: len(rows) for name, rows in contents(new, "filings", alike("filings")).items()} == counts
    with pytest.raises(DatabaseError), transaction.atomic():
        filing.versions.update(content="[]")
    unit, cycle = filing.department, filing.cycle
    assert (
        new.get_model("filings", "Filing").objects.create(kind="goal", cycle=cycle, department=unit).pk > key
    )

    new.get_model("filings", "Filing").objects.filter(goal=None).delete()
    what_only_the_new_tables_hold_stops_the_way_back(new, cycle, unit)
    back = migrate(BEFORE)
    assert sorted(map(str, back.get_model("indicators", "PerformanceGoal").objects.values())) == goals
    assert {n: len(rows) for n, rows in contents(back, "indicators", alike("indicators")).items()} == counts
    with pytest.raises(DatabaseError), transaction.atomic():
        back.get_model("indicators", "GoalTransition").objects.all().delete()
