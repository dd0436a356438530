"""Exports: one goal at once, many as a job; only what the person may see, only formats there are."""

import hashlib
from urllib.parse import unquote

import pytest
from django.urls import reverse

from indicators.domain.exports import WITH_WORKBOOK, ending_of
from indicators.models import CycleRules, PerformanceGoal
from indicators.printed_form import FormStyle
from indicators.tables.source import goal_table
from indicators.views import exports
from perfgoals.common.downloads import MEDIA_TYPES
from perfgoals.jobs.enums import JobState
from perfgoals.jobs.models import Job
from printing.content import ALL_UNITS
from tests.factories import PerformanceGoalFactory
from tests.pages import content_of

EXPORT = "/cycles/2024/export/"


@pytest.fixture
def browser(client_for, reviewer):
    return client_for(reviewer)


@pytest.fixture
def goals(cycle, unit, other_unit):
    """Two goals of the unit, one of another unit."""
    return [
        PerformanceGoalFactory(
            project__cycle=cycle, project__department=owner, project__name=name, indicators=1
        )
        for owner, name in [(unit, "网络维护"), (unit, "教育培训"), (other_unit, "学前补助")]
    ]


@pytest.mark.parametrize("format", MEDIA_TYPES)
def test_one_goal_comes_as_a_file_named_by_year_and_project(goals, browser, format):
    response = browser.get(f"/goals/{goals[0].pk}/table.{format}")
    assert response.status_code == 200
    assert response["Content-Type"] == MEDIA_TYPES[format]
    disposition = unquote(response["Content-Disposition"])
    assert disposition.endswith(f"2024年 网络维护.{format}")
    assert disposition.startswith("inline" if format == "pdf" else "attachment")
    assert content_of(response).startswith({"pdf": b"%PDF-", "xlsx": b"PK"}[format])


def test_too_many_projects_to_preview_lead_back_to_the_list_with_its_filters(goals, browser, monkeypatch):
    monkeypatch.setattr(exports, "PREVIEW_PROJECTS", 2)
    answer = browser.get("/cycles/2024/preview/?order=-name", follow=True)
    assert answer.redirect_chain == [("/cycles/2024/goals/?order=-name", 302)]
    assert "所选的 3 个项目太多，不能直接预览（最多 2 个）" in answer.content.decode()
    assert browser.get("/cycles/2024/preview/?q=网络维护").context["page_count"] == 1


def test_a_character_that_no_font_has_is_told_by_preview_and_print(browser, cycle):
    goal = PerformanceGoalFactory(project__cycle=cycle, project__name="慰问😀")
    assert "（U+1F600）" in browser.get(f"/goals/{goal.pk}/preview/").content.decode()
    for number in range(1, 3):
        content_of(browser.get(f"/goals/{goal.pk}/table.pdf"))
        page = browser.get("/cycles/2024/goals/").content.decode()
        assert page.count("（U+1F600）") == 1, f"print {number}"
    content_of(browser.get(f"/goals/{goal.pk}/table.xlsx"))


@pytest.mark.parametrize("name", ["甲/乙", "..\\..\\x", 'a"b', "换\n行", "x" * 200])
def test_any_project_name_makes_a_safe_file_name(browser, cycle, name):
    goal = PerformanceGoalFactory(project__cycle=cycle, project__name=name)
    response = browser.get(f"/goals/{goal.pk}/table.xlsx")
    assert response.status_code == 200
    assert "\n" not in response["Content-Disposition"]
    content_of(response)


@pytest.mark.parametrize("address", ["table.docx", "table.", "table.pdf/"])
def test_an_unknown_format_is_not_found(goals, browser, address):
    assert browser.get(f"/goals/{goals[0].pk}/{address}").status_code == 404


@pytest.mark.parametrize("address", ["preview/", "table.pdf", "table.xlsx"])
def test_another_units_goal_is_not_found(goals, client_for, other_preparer, administrator, address):
    for user in (other_preparer, administrator):
        assert client_for(user).get(f"/goals/{goals[0].pk}/{address}").status_code == 404


def export(browser, do_jobs, **data):
    """Start an export and let it run; the job it made."""
    with do_jobs():
        response = browser.post(EXPORT, {"format": "xlsx"} | data)
    job = Job.objects.latest("pk")
    assert response.url == f"/jobs/{job.pk}/"
    return job


def test_the_whole_list_is_exported_as_a_job_with_its_file(goals, browser, do_jobs, reviewer):
    job = export(browser, do_jobs)
    assert (job.state, job.owner, job.report) == (JobState.DONE, reviewer, {"projects": 3})
    assert job.result_name == "韶关市曲江区2024年区级项目绩效目标表.xlsx"
    with job.result.open() as file:
        assert hashlib.sha256(file.read()).hexdigest() == job.result_sha256


@pytest.mark.parametrize("format", [*MEDIA_TYPES, WITH_WORKBOOK])
@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_each_format_on_both_papers(goals, browser, do_jobs, format, paper):
    job = export(browser, do_jobs, format=format, paper=paper)
    assert job.state == JobState.DONE
    assert job.params["paper"] == paper
    assert job.result_name.endswith(f".{ending_of(format)}")


def test_characters_without_glyph_are_told_on_the_page_of_the_job(goals, browser, do_jobs):
    goals[0].project.name = "慰问😀"
    goals[0].project.save()
    job = export(browser, do_jobs, format="pdf", goals=[goals[0].pk])
    assert "U+1F600" in job.report["warnings"][0]
    assert "打印为〓" in browser.get(f"/jobs/{job.pk}/").content.decode()


def test_the_job_knows_the_units_whose_tables_it_shows(goals, browser, do_jobs, unit, other_unit):
    assert export(browser, do_jobs).params["units"] == sorted([unit.pk, other_unit.pk])
    assert export(browser, do_jobs, unit=unit.code).params["units"] == [unit.pk]


def test_a_selection_is_exported_alone(goals, browser, do_jobs):
    job = export(browser, do_jobs, goals=[goals[0].pk, goals[2].pk])
    assert sorted(job.params["goals"]) == sorted([goals[0].pk, goals[2].pk])
    assert job.report == {"projects": 2}


@pytest.mark.parametrize(
    ("filters", "count"), [({"unit": "130001"}, 2), ({"q": "网络"}, 1), ({"unit": "255001", "q": "网络"}, 0)]
)
def test_the_filters_of_the_list_decide_what_is_exported(goals, browser, do_jobs, filters, count):
    job = export(browser, do_jobs, **filters)
    assert (job.state, job.report) == (JobState.DONE, {"projects": count})
    assert job.params["unit"] == filters.get("unit", "")


def test_a_unit_that_is_none_exports_nothing_rather_than_all(goals, browser):
    answer = browser.post(EXPORT, {"format": "xlsx", "unit": "zzb", "status": "draft"}, follow=True)
    page = answer.content.decode()
    assert "没有导出。没有找到单位“zzb”" in page and not Job.objects.exists()
    assert '<option value="draft" selected>' in page
    browser.post(EXPORT, {"format": "xlsx", "unit": "zzb", "goals": [goals[0].pk]})
    assert Job.objects.get().params["goals"] == [goals[0].pk]


@pytest.mark.parametrize(
    "data", [{"format": "docx"}, {"format": ""}, {"paper": "A5"}, {"goals": "x"}, {"goals": 999_999}]
)
def test_bad_input_starts_nothing_and_is_told(goals, browser, data):
    response = browser.post(EXPORT, {"format": "xlsx"} | data, follow=True)
    assert "无法导出" in response.content.decode()
    assert not Job.objects.exists()


def test_a_goal_of_another_unit_cannot_be_selected(goals, client_for, preparer):
    client_for(preparer).post(EXPORT, {"format": "xlsx", "goals": [goals[2].pk]})
    assert not Job.objects.exists()


def test_a_job_exports_only_what_its_owner_may_see_when_it_runs(goals, client_for, preparer, do_jobs):
    with do_jobs():
        client_for(preparer).post(EXPORT, {"format": "xlsx", "goals": [goals[0].pk, goals[1].pk]})
        preparer.memberships.all().delete()
    assert Job.objects.get().report == {"projects": 0}


def test_each_role_exports_its_own_units(goals, client_for, preparer, other_preparer, supervisor, do_jobs):
    for user, count in [(preparer, 2), (other_preparer, 1), (supervisor, 2)]:
        assert export(client_for(user), do_jobs).report == {"projects": count}


@pytest.mark.parametrize("who", ["administrator", "security_officer", "auditor", "nobody"])
def test_people_without_business_export_nothing(request, goals, client_for, who):
    browser = client_for(request.getfixturevalue(who))
    assert browser.post(EXPORT, {"format": "xlsx"}).status_code == 403
    assert browser.get("/cycles/2024/preview/").status_code == 403
    assert not Job.objects.exists()


def test_a_link_starts_no_export(goals, browser):
    assert browser.get(EXPORT).status_code == 405


def test_an_unknown_cycle_is_not_found(browser, cycle):
    assert browser.post("/cycles/1999/export/", {"format": "xlsx"}).status_code == 404
    assert browser.get("/cycles/1999/preview/").status_code == 404


@pytest.mark.parametrize("paper", ["", "?paper=A3", "?paper=evil"])
def test_previews_open_on_either_paper(goals, browser, paper):
    shown = "A3" if paper == "?paper=A3" else "A4"
    for address in (f"/goals/{goals[0].pk}/preview/", "/cycles/2024/preview/"):
        response = browser.get(address + paper)
        assert response.context["table"].paper == shown


def test_a_preview_shows_what_the_filters_show(goals, browser):
    blocks = browser.get("/cycles/2024/preview/?unit=130001&q=网络").context["table"].blocks
    assert [block.name for block in blocks] == ["网络维护"]


def test_the_list_page_sends_its_filters_along(goals, browser):
    page = browser.get("/cycles/2024/goals/?unit=130001&order=-amount&page=1").content.decode()
    assert '<input type="hidden" name="unit" value="130001">' in page
    assert 'name="page"' not in page


def test_an_export_of_many_costs_as_many_queries_as_one_of_few(seed_cycle):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from indicators.tables.source import goal_table

    def queries(goals):
        with CaptureQueriesContext(connection) as captured:
            goal_table(goals, cycle=seed_cycle)
        return len(captured)

    every = PerformanceGoal.objects.in_cycle(seed_cycle)
    assert queries(every) == queries(every.filter(project__position=1)) <= 4


@pytest.mark.parametrize("count", [1, 2])
def test_a_table_of_one_unit_is_headed_by_it_chosen_or_not(count, goals, cycle, unit):
    chosen = PerformanceGoal.objects.filter(pk__in=[goal.pk for goal in goals[:count]])
    assert goal_table(chosen, cycle=cycle).scope_label == unit.label
    assert goal_table(PerformanceGoal.objects.all(), cycle=cycle).scope_label == ALL_UNITS
    assert goal_table(PerformanceGoal.objects.none(), cycle=cycle).scope_label == ALL_UNITS


class TestPreviewOfASelection:
    @pytest.fixture
    def three(self, cycle, unit):
        return [
            PerformanceGoalFactory(
                project__cycle=cycle, project__department=unit, project__name=name, indicators=1
            )
            for name in ("甲项目", "乙项目", "丙项目")
        ]

    def preview(self, browser, cycle, **data):
        return browser.post(reverse("preview_goals", args=[cycle.code]), data, follow=True)

    def test_shows_what_is_ticked_and_prints_just_that(self, three, cycle, client_for, preparer):
        page = self.preview(client_for(preparer), cycle, goals=[three[0].pk, three[2].pk], paper="A3")
        assert [block.name for block in page.context["table"].blocks] == ["甲项目", "丙项目"]
        assert page.context["table"].paper == "A3"
        html = page.content.decode()
        assert "只预览所选的 2 个项目" in html
        assert html.count('name="goals"') == 2
        assert "csrfmiddlewaretoken" not in page.redirect_chain[0][0]

    def test_without_a_tick_what_the_filters_show(self, three, cycle, client_for, preparer):
        page = self.preview(client_for(preparer), cycle, q="乙")
        assert [block.name for block in page.context["table"].blocks] == ["乙项目"]

    @pytest.mark.parametrize("wrong", ["x", "9" * 40, "-1", "999999"])
    def test_what_is_no_project_is_left_out(self, three, cycle, client_for, preparer, wrong):
        page = self.preview(client_for(preparer), cycle, goals=[three[1].pk, wrong])
        assert [block.name for block in page.context["table"].blocks] == ["乙项目"]

    def test_nothing_of_other_units(self, three, cycle, client_for, other_preparer):
        page = self.preview(client_for(other_preparer), cycle, goals=[goal.pk for goal in three])
        assert page.context["table"].blocks == ()

    @pytest.mark.parametrize(("zoom", "shown"), [("150", "zoom-150"), ("200", "zoom-200"), ("9", "zoom-100")])
    def test_pages_can_be_enlarged(self, three, cycle, client_for, preparer, zoom, shown):
        address = reverse("preview_goals", args=[cycle.code])
        assert shown in client_for(preparer).get(address, {"zoom": zoom}).content.decode()


def test_the_centre_offers_scope_order_paper_and_lists_what_was_made(goals, browser, do_jobs):
    page = browser.get("/cycles/2024/exports/").content.decode()
    assert "您能看到的 3 个项目" in page and "金额从大到小" in page and "还没有任务" in page
    CycleRules.objects.filter(cycle__code="2024").update(form_style=FormStyle.TARGET)
    assert '<option value="target" selected>' in browser.get("/cycles/2024/exports/").content.decode()
    with do_jobs():
        browser.post("/cycles/2024/export/", {"format": "json", "order": "name", "status": "draft"})
    page = browser.get("/cycles/2024/exports/").content.decode()
    assert "导出 JSON" in page and "下载" in page and "SHA-256" in page


def test_data_files_leave_secret_projects_out(goals, browser, do_jobs):
    goals[0].project.secret = True
    goals[0].project.save()
    for format, count in (("csv", 2), ("json", 2), ("xlsx", 3)):
        with do_jobs():
            answer = browser.post("/cycles/2024/export/", {"format": format, "order": "amount"})
        job = Job.objects.get(pk=answer.url.rstrip("/").rpartition("/")[2])
        assert job.report["projects"] == count, format
