"""The kept figures are those of plain SQL: before, while and after a worker keeps them, for everybody."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Sum
from django.utils import timezone

from filings.enums import FilingStatus
from filings.models import Filing
from indicators.change_marks import drop_triggers, missing_triggers
from indicators.domain.checking.keeping import (
    _state_of,
    is_fresh,
    leading_findings,
    listed_findings,
    refresh_findings,
)
from indicators.domain.checking.summary import kept_summary, summary_of
from indicators.domain.counting import keeping, reading
from indicators.domain.counting.keeping import count_cycle, differences, keep_counts, mend_triggers
from indicators.domain.counting.parts import PARTS, counted
from indicators.domain.counting.ranking import Ranked
from indicators.domain.counting.reading import Counts
from indicators.enums import TallyStage
from indicators.models import (
    CheckAnswer,
    CheckTally,
    CountRun,
    GoalFinding,
    PerformanceGoal,
    UnitChange,
    UnitCount,
)
from perfgoals.backup.content import tables
from projects.models import Project
from tests.factories import DepartmentFactory, PerformanceGoalFactory


@pytest.fixture
def site(cycle, unit, other_unit, approver, preparer):
    goals = [
        PerformanceGoalFactory(project__cycle=cycle, project__department=where, **traits)
        for where, traits in [
            (unit, {"submitted": True}), (unit, {}), (other_unit, {"endorsed": True}),
            (other_unit, {"project__amount": None}),
        ]
    ]  # fmt: skip
    return cycle, goals


def plain(cycle, part, user):
    """The same figures without anything kept."""
    found = {}
    for row in counted(part, cycle, user.department_scope):
        count, second, amount = found.get(row.key, (0, 0, Decimal(0)))
        found[row.key] = (count + row.count, second + row.second, amount + row.amount)
    return found


def read(cycle, part, user):
    rows = Counts(cycle, user).by_key(part)
    return {key: (row.count, row.second, row.amount) for key, row in rows.items()}


def same(cycle, *people):
    for user in people:
        for part in PARTS:
            assert read(cycle, part, user) == plain(cycle, part, user), (part, user)
        assert ranked(cycle, user) == ranked_by_hand(cycle, user)
    assert differences(cycle) == []


def ranked(cycle, user):
    """Page by page, as a list asks for them, and all at once."""
    units = Ranked(Counts(cycle), "status", keys=FilingStatus.editable(), scope=user.department_scope("pk"))
    pages = [row for start in range(len(units)) for row in units[start : start + 1]]
    assert pages == units[:] and len(pages) == len(units)
    return pages


def ranked_by_hand(cycle, user):
    filings = Filing.objects.filter(cycle=cycle, kind="goal", status__in=FilingStatus.editable())
    filings = filings.filter(user.department_scope("department")).order_by()
    rows = filings.values_list("department", "department__code").annotate(n=Count("pk"))
    return [(unit, n) for unit, _, n in sorted(rows, key=lambda row: (-row[2], row[1]))]


def random_act(chance, cycle, units, by):
    """One of the ways in which figures change, each as the program or a person with SQL would do it."""
    goals = list(PerformanceGoal.objects.in_cycle(cycle).with_project().order_by("pk"))
    goal = chance.choice(goals)
    act = chance.choice(["make", "step", "steps", "price", "move", "drop", "find", "answer", "tally", "sql"])
    if act == "make" or len(goals) < 3:
        PerformanceGoalFactory(project__cycle=cycle, project__department=chance.choice(units))
    elif act == "step":
        goal.filing.status = chance.choice(FilingStatus.values)
        goal.filing.handed_on = date(2024, 3, 1) + timedelta(days=chance.randrange(4))
        goal.filing.submitted_at, goal.filing.revision = timezone.now(), goal.filing.revision + 1
        goal.filing.save()
    elif act == "steps":
        Filing.objects.filter(cycle=cycle).update(status=chance.choice(FilingStatus.values))
    elif act == "price":
        goal.project.amount = chance.choice([None, Decimal("12.34"), Decimal(chance.randrange(10**9)) / 100])
        goal.project.fund_source = chance.choice([None, goal.project.fund_source])
        goal.project.save()
    elif act == "move":
        to = chance.choice(units)
        Project.objects.filter(pk=goal.pk).update(department=to)
        Filing.objects.filter(pk=goal.filing_id).update(department=to)
    elif act == "drop":
        filing = goal.filing
        goal.project.delete()
        filing.delete()
    elif act == "find":
        refresh_findings(cycle=cycle)
    elif act == "answer" and (finding := GoalFinding.objects.filter(goal=goal).order_by("pk").first()):
        CheckAnswer.objects.get_or_create(
            goal=goal, fingerprint=finding.fingerprint,
            defaults={"check_id": finding.check_id, "reason": "按文件", "answered_by": by},
        )  # fmt: skip
    elif act == "tally":
        for stage in chance.sample(TallyStage.values, 1 + chance.randrange(2)):
            CheckTally.objects.update_or_create(
                goal=goal, stage=stage, check_id=chance.choice(["no_digit", "one_missing"]),
                defaults={"count": 1 + chance.randrange(5)},
            )  # fmt: skip
    elif act == "sql":
        with connection.cursor() as cursor:
            cursor.execute("UPDATE projects_project SET amount = 7 WHERE id = %s", [goal.pk])


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_the_figures_are_those_of_plain_sql(
    seed, site, unit, other_unit, approver, preparer, supervisor, monkeypatch
):
    cycle, _ = site
    chance = random.Random(seed)
    for number in range(12):
        random_act(chance, cycle, [unit, other_unit], preparer)
        if number % 3 == 0:
            keep_counts()
        monkeypatch.setattr(reading, "MOST_CHANGED", chance.choice([0, 1, 300]))
        same(cycle, approver, preparer, supervisor)
    keep_counts()
    assert not UnitChange.objects.exists()
    same(cycle, approver, preparer, supervisor)


def test_a_unit_that_changed_is_counted_anew_and_no_other(site, unit):
    cycle, (goal, *_) = site
    keep_counts()
    assert Counts(cycle).changed == []
    Project.objects.filter(pk=goal.pk).update(amount=1)
    assert Counts(cycle).changed == [unit.pk]
    kept = set(
        UnitCount.objects.exclude(department=unit).exclude(department=None).values_list("pk", flat=True)
    )
    assert keep_counts() == 1
    assert kept <= set(UnitCount.objects.values_list("pk", flat=True))


def test_what_is_rolled_back_leaves_no_mark(site):
    cycle, (goal, *_) = site
    keep_counts()
    with pytest.raises(RuntimeError), transaction.atomic():
        Project.objects.filter(pk=goal.pk).update(amount=1)
        raise RuntimeError
    assert Counts(cycle).changed == []


def test_what_changes_while_all_is_counted_stays_marked(site, unit, monkeypatch):
    cycle, (goal, *_) = site
    add_up = keeping._add_up

    def meanwhile(cycle):
        Project.objects.filter(pk=goal.pk).update(amount=1)
        add_up(cycle)

    monkeypatch.setattr(keeping, "_add_up", meanwhile)
    count_cycle(cycle)
    assert Counts(cycle).changed == [unit.pk]


def test_a_unit_that_comes_while_all_is_counted_is_not_missing(site, monkeypatch):
    cycle, _ = site
    forget, newcomer = keeping._forget, DepartmentFactory()

    def meanwhile(cycle):
        PerformanceGoalFactory(project__cycle=cycle, project__department=newcomer)
        forget(cycle)

    monkeypatch.setattr(keeping, "_forget", meanwhile)
    count_cycle(cycle)
    assert UnitCount.objects.filter(department=newcomer).exists()
    assert differences(cycle) == []


def test_nothing_is_left_of_a_deleted_cycle(site):
    cycle, goals = site
    keep_counts()
    for goal in goals:
        goal.project.delete()
        goal.filing.delete()
    cycle.delete()
    keep_counts()
    assert not UnitCount.objects.exists() and not UnitChange.objects.exists()


def test_the_units_that_wait_longest_come_first(site, unit, other_unit, approver):
    cycle, goals = site
    for goal, days in zip(goals, (1, 3, 2, 4), strict=True):
        at = timezone.now() - timedelta(days=days)
        Filing.objects.filter(pk=goal.filing_id).update(status="endorsed", submitted_at=at)
    expected = [other_unit.pk, unit.pk]
    for _ in range(2):
        rows = Counts(cycle, approver).longest_waiting("status", key="endorsed", limit=5)
        assert [row.unit for row in rows] == expected
        keep_counts()
    assert [
        r.unit for r in Counts(cycle, approver).longest_waiting("status", key="endorsed", limit=1)
    ] == expected[:1]


def test_a_check_stays_fresh_when_its_figures_are_kept_and_no_longer_after_a_save(site):
    cycle, (goal, *_) = site
    refresh_findings(cycle=cycle)
    before = _state_of(cycle)
    keep_counts()
    assert _state_of(cycle) == before and is_fresh(cycle)
    goal.filing.revision += 1
    goal.filing.save()
    assert not is_fresh(cycle)
    keep_counts()
    assert not is_fresh(cycle)


def test_the_summary_of_the_findings_is_the_same_kept_and_counted(site, approver, preparer):
    cycle, _ = site
    refresh_findings(cycle=cycle)
    for _ in range(2):
        for user in (approver, preparer):
            kept = kept_summary(user, cycle)
            now = summary_of(leading_findings(user, cycle), listed_findings(user, cycle))
            assert (kept.totals, kept.checks, kept.listed) == (now.totals, now.checks, now.listed)
            assert kept.units[0:50] == now.units[0:50] and len(kept.units) == len(now.units)
        keep_counts()


def test_a_wrong_figure_is_named_and_recount_mends_it(site, capsys):
    call_command("recount")
    call_command("recount", check=True)
    assert "与原表一致" in capsys.readouterr().out
    UnitCount.objects.filter(part="status", department__isnull=False).update(count=99)
    with pytest.raises(CommandError, match="与原表不符"):
        call_command("recount", check=True)
    call_command("recount")
    call_command("recount", check=True)


def test_lost_triggers_are_put_back_and_everything_is_counted_again(site):
    cycle, (goal, *_) = site
    keep_counts()
    drop_triggers(connection)
    Project.objects.filter(pk=goal.pk).update(amount=1)
    assert missing_triggers(connection)
    mend_triggers(using="default")
    assert not missing_triggers(connection) and not CountRun.objects.exists()
    assert differences(cycle) == []


def test_without_triggers_nothing_is_kept(site):
    drop_triggers(connection)
    assert keep_counts() == 0 and not CountRun.objects.exists()
    with pytest.raises(CommandError, match="缺少记录改动的触发器"):
        call_command("recount")
    assert not CountRun.objects.exists()
    mend_triggers(using="default")
    assert keep_counts() == 2


def test_a_total_stands_once(site):
    keep_counts()
    total = UnitCount.objects.filter(department=None)[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitCount.objects.create(cycle=total.cycle, part=total.part, key=total.key, count=1)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL")
def test_marks_go_to_the_tables_of_the_site_whatever_the_session_sees(site):
    """A temporary table of the name, and the empty search path of pg_restore."""
    _, (goal, *_) = site
    keep_counts()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE indicators_unitchange (LIKE public.indicators_unitchange)")
        Project.objects.filter(pk=goal.pk).update(amount=1)
        cursor.execute("DROP TABLE pg_temp.indicators_unitchange")
        marks = UnitChange.objects.filter(department=goal.project.department)
        assert marks.count() == 2  # of the row as it was and as it is
        cursor.execute("SET LOCAL search_path = ''")
        cursor.execute("UPDATE public.projects_project SET amount = 2 WHERE id = %s", [goal.pk])
        cursor.execute("SET LOCAL search_path = public")
    assert marks.count() == 4


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL")
def test_triggers_of_another_schema_or_switched_off_are_missing(site):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("CREATE SCHEMA other CREATE TABLE filings_filing (LIKE public.filings_filing)")
        name = "filings_filing_insert_new_marks"
        cursor.execute(
            f"CREATE TRIGGER {name} AFTER INSERT ON other.filings_filing"
            " REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_units()"
        )
        assert not missing_triggers(connection)
        cursor.execute(f"DROP TRIGGER {name} ON public.filings_filing")
        cursor.execute("ALTER TABLE projects_project DISABLE TRIGGER projects_project_insert_new_marks")
    assert missing_triggers(connection) == {name, "projects_project_insert_new_marks"}
    mend_triggers(using="default")
    assert not missing_triggers(connection)


def test_no_backup_holds_them():
    assert not {UnitChange, UnitCount, CountRun} & set(tables())


@pytest.mark.parametrize("units", [1, 6])
def test_reading_asks_as_often_for_many_units(units, cycle, approver, django_assert_num_queries):
    for _ in range(units):
        PerformanceGoalFactory(project__cycle=cycle, project__department=DepartmentFactory())
    keep_counts()
    with django_assert_num_queries(3):  # his roles, what changed, the figures
        Counts(cycle, approver).by_key("status")
    with django_assert_num_queries(3):  # what changed, how many units, those of the page
        assert len(Ranked(Counts(cycle), "status", keys=["draft"])[0:50]) == units


def test_sums_by_hand(site, approver):
    """Not only the same as our own query: as one would ask by hand."""
    cycle, _ = site
    keep_counts()
    total = Counts(cycle, approver).total("fund")
    by_hand = Project.objects.filter(cycle=cycle).aggregate(n=Count("pk"), sum=Sum("amount"))
    assert (total.count, total.amount) == (by_hand["n"], by_hand["sum"])
