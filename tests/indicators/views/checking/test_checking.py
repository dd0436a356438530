"""Pages of the checks: who may see, answer and set what."""

import json
import subprocess
from collections import Counter
from io import BytesIO

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse

from filings.models import Filing
from indicators.domain.checking import keeping
from indicators.domain.checking.findings import all_findings_of
from indicators.domain.checking.keeping import refresh_findings
from indicators.models import CheckAnswer, CheckSetting, GoalFinding, PerformanceGoal
from perfgoals.jobs.enums import JobState
from perfgoals.jobs.models import Job
from tests.factories import PerformanceGoalFactory

pytestmark = pytest.mark.django_db


def goal_of(cycle, name="全区在职社区“两委”干部补贴（含社区职业工作者）") -> PerformanceGoal:
    return PerformanceGoal.objects.in_cycle(cycle).get(project__name=name)


def pdf_text(path) -> str:
    command = ["pdftotext", "-raw", path, "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.replace("\n", "")


def advice_of(goal):
    goal = PerformanceGoal.objects.with_project().with_indicators().get(pk=goal.pk)
    return next(f for f in all_findings_of(goal) if not f.blocks)


@pytest.fixture
def cycle_url(seed_cycle):
    """The page of a cycle that has been checked."""
    refresh_findings(cycle=seed_cycle)
    return reverse("cycle_findings", args=[seed_cycle.code])


class TestCyclePage:
    def test_a_small_cycle_is_checked_when_the_page_asks_for_it(self, client_for, reviewer, seed_cycle):
        client = client_for(reviewer)
        cycle_url = reverse("cycle_findings", args=[seed_cycle.code])
        page = client.get(cycle_url, {"level": "blocking"})
        address = f"{reverse('check_cycle', args=[seed_cycle.code])}?level=blocking"
        assert f'hx-post="{address}"' in page.content.decode()
        assert not GoalFinding.objects.exists(), "reading writes nothing"
        assert client.post(address).url == f"{cycle_url}?level=blocking"
        by_script = client.post(address, headers={"HX-Request": "true"})
        assert by_script["HX-Redirect"] == f"{cycle_url}?level=blocking"
        page = client.get(cycle_url)
        assert "hx-post" not in page.content.decode() and "检查于" in page.content.decode()
        assert page.context["totals"]["blocking"] == 35
        assert "5,123,400" in client_for(reviewer).get(cycle_url, {"check": "formula_wrong"}).content.decode()

    @pytest.mark.parametrize(
        "filters, expected",
        [({"level": "blocking"}, 35), ({"check": "amount_missing"}, 33), ({"outcome": "undecided"}, None)],
    )
    def test_filters_narrow_list_and_totals(self, client_for, reviewer, cycle_url, filters, expected):
        page = client_for(reviewer).get(cycle_url, filters)
        shown = page.context["page"].paginator.count
        field, value = next(iter(filters.items()))
        field = {"check": "check_id"}.get(field, field)
        assert shown == GoalFinding.objects.leading().filter(**{field: value}).count()
        assert expected is None or shown == expected

    def test_an_unknown_filter_is_dropped(self, client_for, reviewer, cycle_url):
        page = client_for(reviewer).get(cycle_url, {"check": "nonsense", "unit": "999"})
        assert page.context["page"].paginator.count == GoalFinding.objects.leading().count()

    def test_another_units_findings_are_not_shown(self, client_for, other_preparer, cycle_url):
        page = client_for(other_preparer).get(cycle_url)
        assert page.context["page"].paginator.count == 0
        assert "两委" not in page.content.decode()

    def test_administrators_do_no_business(self, client_for, administrator, cycle_url):
        assert client_for(administrator).get(cycle_url).status_code == 403

    def test_queries_do_not_grow_with_the_findings(
        self, client_for, reviewer, cycle_url, django_assert_max_num_queries
    ):
        client = client_for(reviewer)
        client.get(cycle_url)
        with django_assert_max_num_queries(31):
            client.get(cycle_url)

    def test_a_large_cycle_offers_a_job(
        self, client_for, reviewer, seed_cycle, cycle_url, monkeypatch, do_jobs
    ):
        monkeypatch.setattr(keeping, "CHECKED_AT_ONCE", 10)
        client = client_for(reviewer)
        Filing.objects.filter(cycle=seed_cycle).update(revision=9)
        page = client.get(cycle_url).content.decode()
        assert "重新检查" in page and "hx-post" not in page
        with do_jobs():
            answer = client.post(reverse("check_cycle", args=[seed_cycle.code]))
        assert answer.url == reverse("job_detail", args=[Job.objects.get().pk])


class TestExports:
    def test_the_workbook_has_a_row_for_every_finding(self, client_for, reviewer, seed_cycle, cycle_url):
        client = client_for(reviewer)
        answer = client.get(reverse("export_findings", args=[seed_cycle.code]))
        sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
        assert sheet.max_row == GoalFinding.objects.count() + 1
        assert all(cell.data_type == "s" or cell.value is None for row in sheet.iter_rows() for cell in row)

    def test_it_follows_the_filters(self, client_for, reviewer, seed_cycle, cycle_url):
        url = reverse("export_findings", args=[seed_cycle.code])
        answer = client_for(reviewer).get(url, {"check": "amount_missing"})
        assert openpyxl.load_workbook(BytesIO(answer.content)).active.max_row == 34

    def test_many_are_written_in_the_background(
        self, client_for, reviewer, seed_cycle, cycle_url, do_jobs, monkeypatch
    ):
        monkeypatch.setattr("indicators.views.checking.AT_ONCE", 10)
        client = client_for(reviewer)
        page = client.get(reverse("cycle_findings", args=[seed_cycle.code]), {"check": "amount_missing"})
        job_address = reverse("export_findings_job", args=[seed_cycle.code])
        assert f'formaction="{job_address}"' in page.content.decode()
        at_once = client.get(reverse("export_findings", args=[seed_cycle.code]))
        assert at_once.url.startswith(reverse("cycle_findings", args=[seed_cycle.code]))
        with do_jobs():
            job = client.post(job_address, {"check": "amount_missing"}).url
        file = BytesIO(b"".join(client.get(f"{job}result/").streaming_content))
        assert openpyxl.load_workbook(file).active.max_row == 34

    def test_another_unit_gets_an_empty_file(self, client_for, other_preparer, seed_cycle):
        answer = client_for(other_preparer).get(reverse("export_findings", args=[seed_cycle.code]))
        assert openpyxl.load_workbook(BytesIO(answer.content)).active.max_row == 1

    def test_the_opinion_knows_its_units(self, client_for, reviewer, seed_cycle, unit, other_unit):
        PerformanceGoalFactory(project__cycle=seed_cycle, project__department=other_unit)
        client = client_for(reviewer)
        address = reverse("print_opinion", args=[seed_cycle.code])
        for filters, units in [({}, [unit.pk, other_unit.pk]), ({"unit": unit.code}, [unit.pk])]:
            client.post(address, filters)
            assert Job.objects.latest("pk").params["units"] == sorted(units)

    def test_the_opinion_is_printed_by_a_job(self, client_for, reviewer, seed_cycle, do_jobs):
        client = client_for(reviewer)
        with do_jobs():
            client.post(reverse("print_opinion", args=[seed_cycle.code]), {"check": "formula_wrong"})
        job = Job.objects.get()
        assert (job.state, job.error) == (JobState.DONE, "")
        text = pdf_text(job.result.path)
        assert "5,123,400" in text
        assert "审核日期" in text
        assert "没有项目金额" not in text


class TestGoalPage:
    def test_it_shows_findings_with_place_and_proposal(self, client_for, preparer, seed_cycle):
        goal = goal_of(seed_cycle)
        text = client_for(preparer).get(reverse("goal_findings", args=[goal.pk])).content.decode()
        assert "成本指标“补贴标准”" in text
        assert "5,123,400" in text

    def test_htmx_gets_the_panel_alone(self, client_for, preparer, seed_cycle):
        client = client_for(preparer, htmx=True)
        text = client.get(reverse("goal_findings", args=[goal_of(seed_cycle).pk])).content.decode()
        assert "<html" not in text
        assert 'id="findings"' in text

    def test_another_unit_finds_nothing(self, client_for, other_preparer, seed_cycle):
        url = reverse("goal_findings", args=[goal_of(seed_cycle).pk])
        assert client_for(other_preparer).get(url).status_code == 404

    def test_text_of_users_is_shown_as_text(self, client_for, preparer, unit, cycle):
        goal = PerformanceGoalFactory(
            project__cycle=cycle,
            project__department=unit,
            project__justification="<script>alert(1)</script>，",
        )
        text = client_for(preparer).get(reverse("goal_findings", args=[goal.pk])).content.decode()
        assert "<script>alert" not in text


class TestAnswering:
    def post(self, client, goal, finding, reason="按实际发放"):
        data = {"fingerprint": finding.fingerprint, "reason": reason}
        return client.post(reverse("answer_finding", args=[goal.pk]), data)

    def test_the_units_reason_is_kept_and_shown(self, client_for, preparer, reviewer, seed_cycle):
        goal = goal_of(seed_cycle)
        self.post(client_for(preparer), goal, advice_of(goal))
        shown = client_for(reviewer).get(reverse("goal_findings", args=[goal.pk])).content.decode()
        assert "按实际发放" in shown

    def test_only_the_unit_answers(self, client_for, reviewer, supervisor, seed_cycle):
        goal = goal_of(seed_cycle)
        for user in (reviewer, supervisor):
            assert self.post(client_for(user), goal, advice_of(goal)).status_code == 403
        assert not CheckAnswer.objects.exists()

    def test_another_unit_finds_nothing_to_answer(self, client_for, other_preparer, seed_cycle):
        goal = goal_of(seed_cycle)
        assert self.post(client_for(other_preparer), goal, advice_of(goal)).status_code == 404

    def test_a_submitted_goal_is_closed(self, client_for, preparer, seed_cycle):
        goal = goal_of(seed_cycle)
        Filing.objects.filter(goal=goal).update(status="submitted")
        assert self.post(client_for(preparer), goal, advice_of(goal)).status_code == 403

    @pytest.mark.parametrize("reason", ["", "长" * 501])
    def test_a_bad_reason_is_explained(self, client_for, preparer, seed_cycle, reason):
        goal = goal_of(seed_cycle)
        client = client_for(preparer)
        answer = self.post(client, goal, advice_of(goal), reason)
        assert not CheckAnswer.objects.exists()
        assert "message-error" in client.get(answer.url).content.decode()

    def test_a_finding_that_is_gone_is_said_so(self, client_for, preparer, seed_cycle):
        goal = goal_of(seed_cycle)
        client = client_for(preparer)
        url = reverse("answer_finding", args=[goal.pk])
        answer = client.post(url, {"fingerprint": "0" * 32, "reason": "按实际发放"})
        assert "已经不存在" in client.get(answer.url).content.decode()
        assert not CheckAnswer.objects.exists()


class TestSettingsPage:
    @pytest.fixture
    def url(self, seed_cycle):
        return reverse("check_settings", args=[seed_cycle.code])

    def data(self, client, url, **changes):
        form = client.get(url).context["form"]
        data = {name: form[name].value() for name in form.fields}
        data = {name: value for name, value in data.items() if value not in (False, None)}
        return {**data, **{name.replace("__", "-"): value for name, value in changes.items()}}

    def test_the_finance_side_changes_a_level(self, client_for, reviewer, url):
        client = client_for(reviewer)
        answer = client.post(url, self.data(client, url, amount_missing__level="advice"))
        assert answer.status_code == 302
        assert [(s.check_id, s.level) for s in CheckSetting.objects.all()] == [("amount_missing", "advice")]

    def test_saving_without_a_change_keeps_the_defaults(self, client_for, reviewer, url):
        client = client_for(reviewer)
        client.post(url, self.data(client, url))
        assert not CheckSetting.objects.exists()

    def test_a_bad_threshold_changes_nothing(self, client_for, reviewer, url):
        client = client_for(reviewer)
        answer = client.post(url, self.data(client, url, near_duplicates__threshold="-1"))
        assert answer.status_code == 200
        assert "设置没有保存" in answer.content.decode()
        assert not CheckSetting.objects.exists()

    def test_an_administrator_is_told_who_sets_them(self, client_for, administrator, url):
        answer = client_for(administrator).get(url)
        assert answer.status_code == 403 and "“财政审核”或“批复”人员设置" in answer.content.decode()

    def test_units_may_not_set_checks(self, client_for, preparer, supervisor, url):
        for user in (preparer, supervisor):
            assert client_for(user).get(url).status_code == 403
            assert client_for(user).post(url, {}).status_code == 403


class TestOneTruth:
    """Page, step, review, list and command say the same of a goal."""

    def test_everywhere_the_same_kinds_and_counts(self, client_for, preparer, reviewer, seed_cycle, capsys):
        goal = goal_of(seed_cycle)
        call_command("check_goals", "--cycle", seed_cycle.code, "--json")
        said = [f for f in json.loads(capsys.readouterr().out) if f["project"] == goal.project.name]
        told = Counter((f["check"], f["count"]) for f in said)
        page = client_for(preparer).get(reverse("goal_findings", args=[goal.pk])).context
        assert Counter((e["lead"].check_id, e["group"].count) for e in page["groups"]) == told
        checked = client_for(reviewer).post(reverse("check_cycle", args=[seed_cycle.code]), follow=True)
        listed = checked.context["page"]
        assert len(listed.paginator.page_range) > 1
        client, url = client_for(reviewer), reverse("cycle_findings", args=[seed_cycle.code])
        pages = [client.get(url, {"page": number}) for number in listed.paginator.page_range]
        everything = [finding for page in pages for finding in page.context["page"]]
        mine = [f for f in everything if f.goal_id == goal.pk]
        assert Counter((f.check_id, len(f.members)) for f in mine) == told
        review = client_for(reviewer).get(reverse("goal_review", args=[goal.pk])).context["findings"]
        assert Counter((e["lead"].check_id, e["group"].count) for e in review) == told

    def test_projects_are_compared_as_they_stand(self, client_for, preparer, seed_cycle):
        goal = goal_of(seed_cycle)
        url = reverse("goal_findings", args=[goal.pk])
        client = client_for(preparer)
        assert "高度相似" in client.get(url).content.decode() or "相似度" in client.get(url).content.decode()
        GoalFinding.objects.all().delete()  # never run, or older than the tables
        assert "相似度" in client.get(url).content.decode()


class TestAnsweringMany:
    def post(self, client, seed_cycle, findings, **data):
        url = reverse("answer_selected", args=[seed_cycle.code])
        return client.post(url, {"finding": [f.pk for f in findings], **data}, follow=True)

    def same_objectives(self, seed_cycle, n=3):
        refresh_findings(cycle=seed_cycle)
        return list(GoalFinding.objects.leading().filter(check_id="same_objectives")[:n])

    def test_one_reason_for_the_ticked_ones_of_several_tables(self, client_for, preparer, seed_cycle):
        chosen = self.same_objectives(seed_cycle)
        self.post(client_for(preparer), seed_cycle, chosen, reason="只有一年", verdict="mistaken")
        assert set(CheckAnswer.objects.values_list("goal", "reason", "verdict")) == {
            (f.goal_id, "只有一年", "mistaken") for f in chosen
        }

    def test_a_group_is_answered_whole_and_then_quiet(self, client_for, preparer, seed_cycle):
        goal = goal_of(seed_cycle)
        url = reverse("goal_findings", args=[goal.pk])
        client = client_for(preparer)
        page = client.get(url).context
        entry = next(e for e in page["groups"] if e["lead"].check_id == "no_digit")
        marks = [place["finding"].fingerprint for place in entry["places"]]
        client.post(reverse("answer_finding", args=[goal.pk]), {"fingerprint": marks, "reason": "按文件"})
        after = client.get(url).context
        assert after["finding_count"] == page["finding_count"] - 1
        assert [e["lead"].check_id for e in after["settled"]] == ["no_digit"]

    def test_it_speaks_up_again_when_the_text_changes(self, client_for, preparer, seed_cycle):
        goal = goal_of(seed_cycle)
        found = advice_of(goal)
        client = client_for(preparer)
        client.post(
            reverse("answer_finding", args=[goal.pk]), {"fingerprint": found.fingerprint, "reason": "原样"}
        )
        assert client.get(reverse("goal_findings", args=[goal.pk])).context["settled"]
        goal.indicators.filter(pk=found.indicator).update(name="改过的名称")
        assert not client.get(reverse("goal_findings", args=[goal.pk])).context["settled"]

    def test_a_reviewer_answers_nothing(self, client_for, reviewer, seed_cycle):
        chosen = self.same_objectives(seed_cycle)
        answer = self.post(client_for(reviewer), seed_cycle, chosen, reason="只有一年")
        assert "有 3 个项目现在不能由您说明理由" in answer.content.decode()
        assert not CheckAnswer.objects.exists()

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            ({"reason": ""}, "请写明"),
            ({"reason": "只有一年", "verdict": "nonsense"}, "请写明理由"),
        ],
    )
    def test_bad_input_is_told_and_nothing_kept(self, client_for, preparer, seed_cycle, data, said):
        answer = self.post(client_for(preparer), seed_cycle, self.same_objectives(seed_cycle, 1), **data)
        assert said in answer.content.decode()
        assert not CheckAnswer.objects.exists()

    @pytest.mark.parametrize("finding", [[], ["x"], ["9" * 30], ["0"]])
    def test_nothing_ticked_is_no_error(self, client_for, preparer, seed_cycle, finding):
        url = reverse("answer_selected", args=[seed_cycle.code])
        answer = client_for(preparer).post(url, {"finding": finding, "reason": "只有一年"}, follow=True)
        assert "没有勾选任何提示" in answer.content.decode()


class TestSettingsExplainThemselves:
    def test_examples_and_answers_stand_beside_the_switch(self, client_for, reviewer, preparer, seed_cycle):
        refresh_findings(cycle=seed_cycle)
        goal = goal_of(seed_cycle)
        found = advice_of(goal)
        client_for(preparer).post(
            reverse("answer_finding", args=[goal.pk]),
            {"fingerprint": found.fingerprint, "reason": "文件就是这样写的", "verdict": "mistaken"},
        )
        text = client_for(reviewer).get(reverse("check_settings", args=[seed_cycle.code])).content.decode()
        assert "本批次的例子" in text
        assert "文件就是这样写的" in text
        assert "2023 年 1 处" in text


def test_the_trend_waits_for_approvals(client_for, reviewer, seed_cycle):
    text = client_for(reviewer).get(reverse("check_trend", args=[seed_cycle.code])).content.decode()
    assert "还没有可以统计的项目" in text
