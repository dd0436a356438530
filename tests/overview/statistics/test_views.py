"""统计: every number against sums made another way, and against the rows of the list that it leads to."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from html.parser import HTMLParser
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from filings.enums import Action, FilingStatus, Stage
from filings.models import DeadlineExtension
from indicators.domain.checking.keeping import refresh_findings
from indicators.models import PerformanceGoal
from overview.statistics.figures import Figure
from overview.statistics.plots import curve
from perfgoals.audit.enums import Verb
from perfgoals.audit.models import AuditEvent
from tests.factories import (
    DepartmentFactory,
    FunctionalSubjectFactory,
    FundSourceFactory,
    PerformanceGoalFactory,
    ProjectFactory,
)
from tests.indicators.flow import bring_to, ready_goal, step
from tests.pages import content_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def goals(cycle, unit, other_unit):
    """Every status twice in `unit`, once in the other, with and without fund, subject and amount."""
    school = FunctionalSubjectFactory(code="2050201", name="学前教育")
    FunctionalSubjectFactory(code="205", name="教育支出")
    bonds = FundSourceFactory(code="122", name="专项债券")
    for number, status in enumerate(FilingStatus.values * 3):
        fields = {
            "project__amount": None if number % 4 == 0 else Decimal(1000 * number) + Decimal("0.01"),
            "project__functional_subject": [school, FunctionalSubjectFactory(), None][number % 3],
        }
        if number % 5 == 1:
            fields["project__fund_source"] = bonds
        if number % 7 == 1:
            fields["project__fund_source"] = None
        PerformanceGoalFactory(
            project__cycle=cycle, project__department=other_unit if number >= 10 else unit,
            filing__status=status, indicators=1, **fields,
        )  # fmt: skip
    handed = PerformanceGoal.objects.filter(filing__handed_on__isnull=False).order_by("pk")
    for number, goal in enumerate(handed):
        goal.filing.handed_on = date(2024, 3, 1) + timedelta(days=number % 4)
        goal.filing.save(update_fields=["handed_on"])
    refresh_findings(cycle=cycle)


def page_of(browser, cycle, name="statistics"):
    response = browser.get(reverse(name, args=[cycle.code]))
    assert response.status_code == 200
    return response


class _Numbers(HTMLParser):
    """(address, number) of every linked number of the page's main part."""

    def __init__(self):
        super().__init__()
        self.found, self.href = [], None

    def handle_starttag(self, tag, attributes):
        self.href = dict(attributes).get("href") if tag == "a" else self.href

    def handle_data(self, text):
        if self.href and "?" in self.href and text.strip().isdigit():
            self.found.append((self.href, int(text)))

    def handle_endtag(self, tag):
        self.href = None if tag == "a" else self.href


@pytest.mark.parametrize("who", ["approver", "supervisor", "preparer"])
def test_every_number_leads_to_a_list_with_that_many_rows(who, goals, cycle, request, client_for):
    browser = client_for(request.getfixturevalue(who))
    numbers = _Numbers()
    for name in ("statistics", "statistics_checks"):
        numbers.feed(page_of(browser, cycle, name).content.decode())
    assert len(numbers.found) > 20
    for address, count in numbers.found:
        assert browser.get(address).context["page"].paginator.count == count, address


def test_units_by_status_are_counted_as_the_tables_stand(goals, cycle, approver, client_for):
    context = page_of(client_for(approver), cycle).context
    stored = Counter(
        (goal.project.department.label, goal.status)
        for goal in PerformanceGoal.objects.select_related("project__department", "filing")
    )
    shown = {
        (line.label, status): figure.count
        for line in context["units"]
        for status, figure in zip(FilingStatus.values, line.by_status, strict=True)
    }
    assert shown == dict(stored) and context["all_units"].total.count == 15
    assert [f.count for f in context["all_units"].by_status] == [3] * 5


def test_amounts_by_fund_and_class_are_the_sums_of_the_projects(goals, cycle, approver, client_for):
    context = page_of(client_for(approver), cycle).context
    funds, classes = {}, {}
    for goal in PerformanceGoal.objects.with_project():
        project = goal.project
        fund = project.fund_source.label if project.fund_source else "没有填资金类型"
        subject = project.functional_subject
        group = {"205": "205教育支出", "201": "201类"}[subject.code[:3]] if subject else "没有填功能科目"
        for sums, key in ((funds, fund), (classes, group)):
            count, amount, missing = sums.get(key, (0, Decimal(0), 0))
            sums[key] = (
                count + 1, amount + (project.amount or 0), missing + (project.amount is None),
            )  # fmt: skip
    for lines, sums in ((context["funds"], funds), (context["classes"], classes)):
        assert {li.label: (li.projects.count, li.amount, li.missing.count) for li in lines} == sums
    total = context["total"]
    assert (total.projects.count, total.missing.count) == (15, 4)
    assert total.amount == sum(amount for _, amount, _ in funds.values())


def test_a_project_without_a_goal_table_is_in_no_sum(goals, cycle, unit, approver, client_for):
    ProjectFactory(cycle=cycle, department=unit, fund_source=FundSourceFactory(code="999", name="别的"))
    context = page_of(client_for(approver), cycle).context
    assert context["total"].projects.count == 15 and "999别的" not in {li.label for li in context["funds"]}


def test_days_add_up_to_what_is_handed_in(goals, cycle, approver, client_for):
    cycle.closes_on = date(2024, 3, 10)
    cycle.save()
    days = page_of(client_for(approver), cycle).context["days"]
    assert [line.days_left for line in days] == [9, 8, 7, 6]
    assert days[-1].until_day.count == sum(line.on_day.count for line in days) == 9


def test_the_day_of_a_submission_follows_the_steps(cycle, unit, preparer, supervisor, approver):
    people = {"preparer": preparer, "supervisor": supervisor, "approver": approver}
    goal = bring_to(ready_goal(unit, cycle), FilingStatus.ENDORSED, **people)
    assert goal.filing.handed_on == timezone.localdate()
    step(goal, Action.RETURN, approver, "请修改")
    goal.refresh_from_db()
    assert goal.filing.handed_on is None
    step(goal, Action.SUBMIT, preparer)
    step(goal, Action.WITHDRAW, preparer)
    goal.refresh_from_db()
    assert goal.filing.handed_on is None


def test_findings_that_were_mended_are_counted_and_listed(cycle, unit, preparer, supervisor, client_for):
    goal = ready_goal(unit, cycle, overall_objective="同样的目标。", annual_objective="同样的目标。")
    other = ready_goal(unit, cycle, overall_objective="另一样的目标。", annual_objective="另一样的目标。")
    for made in (goal, other):
        step(made, Action.SUBMIT, preparer)
    step(goal, Action.RETURN, supervisor, "整体和年度目标不能一样")
    goal.refresh_from_db()
    goal.annual_objective = "全年完成维护四次，及时率达到百分之九十五。"
    goal.save()
    step(goal, Action.SUBMIT, preparer)
    refresh_findings(cycle=cycle)
    browser = client_for(supervisor)
    lines = {
        line.now.filters["check"]: line
        for line in page_of(browser, cycle, "statistics_checks").context["checks"]
    }
    same = next(li for li in lines.values() if "整体" in li.label and li.at_first.count == 2)
    assert (same.now.count, same.mended.count, same.mended_percent) == (1, 1, 50)
    listed = browser.get(f"{reverse('goal_list', args=[cycle.code])}?{same.mended.query}")
    assert [g.pk for g in listed.context["page"]] == [goal.pk]
    assert "现在没有了" in listed.content.decode()


def test_the_workbook_holds_the_tables_of_the_page(goals, cycle, approver, client_for):
    browser = client_for(approver)
    context = page_of(browser, cycle).context
    content = content_of(browser.get(reverse("statistics_file", args=[cycle.code])))
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    rows = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert rows["单位和状态"][-1] == ["合计", 3, 3, 3, 3, 3, 15]
    money = [[li.label, li.projects.count, float(li.amount), li.missing.count] for li in context["funds"]]
    assert rows["按资金类型"][1:-1] == money
    assert rows["按功能科目类"][-1][1:] == rows["按资金类型"][-1][1:]
    assert rows["送审进度"][-1][-1] == 9
    checks = page_of(browser, cycle, "statistics_checks").context["checks"]
    assert {row[0] for row in rows["检查发现"][1:]} == {line.label for line in checks}
    assert [row[0] for row in rows["还没有交的单位"][1:]] == [b.unit.label for b in context["behind"]]
    event = AuditEvent.objects.latest("number")
    assert (event.verb, event.object_name) == (Verb.EXPORT, f"统计：{cycle}")


def test_a_person_sees_the_figures_of_the_own_units_only(goals, cycle, unit, preparer, client_for):
    context = page_of(client_for(preparer), cycle).context
    assert [line.label for line in context["units"]] == [unit.label]
    assert context["all_units"].total.count == 10
    assert len(context["behind"]) == 0 and context["may_see_behind"] is False


def test_units_that_have_not_handed_in_stand_on_top(
    goals, cycle, unit, other_unit, approver, preparer, client_for
):
    cycle.closes_on = timezone.localdate() - timedelta(days=2)
    cycle.save()
    DeadlineExtension.objects.create(
        cycle=cycle, department=unit, stage=Stage.DECLARATION, until=timezone.localdate(), reason="人员调整"
    )
    lines = page_of(client_for(approver), cycle).context["behind"]
    begun = [(li.unit.code, li.open.count, li.total.count) for li in lines if li.has_begun]
    assert begun == [(unit.code, 4, 10), (other_unit.code, 2, 5)]
    assert [li.has_begun for li in lines] == sorted(li.has_begun for li in lines)
    by_code = {li.unit.code: li for li in lines}
    assert by_code[unit.code].days_left == 0 and by_code[other_unit.code].overdue == 2
    assert by_code[unit.code].people == (preparer.full_name,)
    assert by_code[unit.parent.code].has_children and not by_code[unit.parent.code].has_begun


def test_a_unit_that_handed_everything_in_is_not_named(cycle, unit, approver, client_for):
    PerformanceGoalFactory(project__cycle=cycle, project__department=unit, approved=True)
    named = [line.unit for line in page_of(client_for(approver), cycle, "units_behind").context["page"]]
    assert unit not in named and unit.parent in named


def test_a_supervisor_sees_only_who_of_his_units_is_behind(goals, cycle, unit, supervisor, client_for):
    named = {li.unit for li in page_of(client_for(supervisor), cycle).context["behind"]}
    assert named == {unit, unit.parent}


def test_an_administrator_sees_who_is_behind_but_no_list(goals, cycle, administrator, client_for):
    page = page_of(client_for(administrator), cycle, "units_behind")
    assert reverse("goal_list", args=[cycle.code]) not in page.content.decode()


def test_many_units_stand_on_pages_and_all_of_them_in_the_workbook(
    cycle, unit, approver, client_for, monkeypatch
):
    monkeypatch.setattr("overview.statistics.views.PAGE_SIZE", 2)
    places = [DepartmentFactory(code=f"30000{number}", parent=unit.parent) for number in range(3)]
    for place in places:
        PerformanceGoalFactory(project__cycle=cycle, project__department=place, approved=True)
    browser, address = client_for(approver), reverse("statistics", args=[cycle.code])
    shown = [browser.get(f"{address}?page={number}").context for number in (1, 2)]
    assert [[line.label for line in context["units"]] for context in shown] == [
        [places[0].label, places[1].label], [places[2].label]
    ]  # fmt: skip
    assert [context["all_units"].total.count for context in shown] == [3, 3]
    content = content_of(browser.get(reverse("statistics_file", args=[cycle.code])))
    sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("单位和状态")
    assert [row[0] for row in sheet.to_python()[1:]] == [*(place.label for place in places), "合计"]


def test_an_empty_cycle_says_so(cycle, approver, client_for):
    page = page_of(client_for(approver), cycle)
    assert "本批次还没有项目" in page.content.decode() and page.context["curve"] is None


@pytest.mark.parametrize("name", ["statistics", "statistics_checks"])
def test_the_number_of_queries_is_the_same_for_few_and_many(name, cycle, unit, approver, client_for):
    browser = client_for(approver)

    def queries():
        refresh_findings(cycle=cycle)
        page_of(browser, cycle, name)
        with CaptureQueriesContext(connection) as captured:
            page_of(browser, cycle, name)
        return len(captured)

    PerformanceGoalFactory(project__cycle=cycle, project__department=unit, approved=True, indicators=1)
    PerformanceGoalFactory(project__cycle=cycle, project__department=unit, indicators=1)
    few = queries()
    for number in range(30):
        place = DepartmentFactory(code=f"3000{number:02}", parent=unit.parent)
        for status in FilingStatus.values:
            PerformanceGoalFactory(
                project__cycle=cycle, project__department=place, filing__status=status, indicators=1
            )
    assert queries() == few <= 35


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("subject_class=20x", 15), ("subject_class=999", 0), ("lack=nothing", 15), ("sent_on=gestern", 15),
        ("sent_until=2024-02-29", 0), ("found=no_such_check", 15), ("handed=perhaps", 15), ("handed=no", 6),
    ],
)  # fmt: skip
def test_a_bad_filter_of_a_figure_is_dropped(query, count, goals, cycle, approver, client_for):
    listed = client_for(approver).get(f"{reverse('goal_list', args=[cycle.code])}?{query}")
    assert listed.context["page"].paginator.count == count


def test_filters_of_figures_are_told_and_stay_with_the_others(goals, cycle, approver, client_for):
    address = f"{reverse('goal_list', args=[cycle.code])}?handed=no&subject_class=205&unpriced=yes"
    page = client_for(approver).get(address).content.decode()
    assert "还没有交（草稿或已退回）" in page and "功能科目属于 205 类" in page and "金额缺失" in page
    for name in ("handed", "subject_class", "unpriced"):
        assert f'type="hidden" name="{name}"' in page


def test_the_curve_is_a_staircase_that_ends_at_the_last_day(goals, cycle, approver, client_for):
    days = page_of(client_for(approver), cycle).context["days"]
    drawn = curve(days, total=15, last=date(2024, 3, 10), today=date(2024, 3, 6))
    points = [tuple(map(float, point.split(","))) for point in drawn.points.split()]
    assert points == sorted(points, key=lambda point: (point[0], -point[1]))
    assert points[0][1] == drawn.bottom and points[-1][1] < points[0][1]
    assert drawn.deadline == drawn.right and drawn.today < drawn.deadline
    assert [tick.label for tick in drawn.counts] == ["0", "7", "15"]
    assert "已送审 9 个，占全部 15 个的 60%" in drawn.said
    assert len(drawn.days) <= 9


def test_a_curve_of_one_day_and_of_many_days_keeps_its_ticks_apart():
    lines = page_days([date(2024, 3, 1)])
    assert len(curve(lines, total=1, last=None, today=date(2024, 3, 1)).days) == 2
    lines = page_days([date(2024, 1, 1), date(2024, 12, 31)])
    assert len(curve(lines, total=5, last=None, today=date(2025, 1, 3)).days) <= 9


def page_days(days):
    from overview.statistics.figures import DayLine

    return [DayLine(day, None, Figure(1), Figure(place)) for place, day in enumerate(days, start=1)]


def test_figures_older_than_the_tables_say_so(goals, cycle, unit, approver, client_for):
    browser = client_for(approver)
    assert "请先到" not in page_of(browser, cycle, "statistics_checks").content.decode()
    PerformanceGoalFactory(project__cycle=cycle, project__department=unit, indicators=1)
    assert "请先到" in page_of(browser, cycle, "statistics_checks").content.decode()
