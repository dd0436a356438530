"""The admin of the code lists: every page opens for 系统管理员, lists go out and come back as workbooks."""

import re
import resource
from datetime import date
from io import BytesIO

import openpyxl
import pytest
import tablib
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from filings.enums import Stage
from filings.models import DeadlineExtension
from indicators.domain.loading.field_help import load_field_help
from indicators.domain.loading.review_data import load_review_data
from indicators.models import IndicatorScheme, LibraryIndicator
from perfgoals.audit.enums import Verb
from perfgoals.audit.models import AuditEvent
from projects.formats import CodeListCsv
from projects.models import BudgetCycle, Department, FunctionalSubject, FundSource
from tests.factories import (
    FIXTURES,
    BudgetCycleFactory,
    DepartmentFactory,
    FunctionalSubjectFactory,
    FundSourceFactory,
    scheme,
)
from tests.hostile_files import CELL, one_sheet, worksheet
from tests.pages import assert_safe_page

MODELS = [model for model in admin.site._registry if model._meta.app_label in ("projects", "indicators")]
LISTS = [Department, FundSource, FunctionalSubject]
COLUMNS = {
    Department: ["编码", "名称", "主管部门编码", "启用"],
    FundSource: ["编码", "名称", "启用"],
    FunctionalSubject: ["编码", "名称", "启用"],
}


def address(model, page=""):
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/{page}"


def pages_of(model, administrator):
    """The pages that the administrator may open: of the list and of its first entry."""
    keeper, request = admin.site._registry[model], RequestFactory().get("/")
    request.user = administrator
    entry = model.objects.first()
    yield ""
    if model in LISTS:
        yield "import/"
    if keeper.has_add_permission(request):
        yield "add/"
    yield from (f"{entry.pk}/change/", f"{entry.pk}/history/")
    if keeper.has_delete_permission(request):
        yield f"{entry.pk}/delete/"


@pytest.fixture
def browser(client_for, administrator):
    return client_for(administrator)


@pytest.fixture
def filled(db):
    """An entry for every page of the admin."""
    load_review_data(path=FIXTURES / "review_sheet.json")
    load_field_help(path=FIXTURES / "field_help.json")
    LibraryIndicator.objects.create(tier1="产出指标", tier2="数量指标", name="系统维护数量")
    cycle = BudgetCycleFactory()
    FundSourceFactory()
    FunctionalSubjectFactory()
    unit = DepartmentFactory(code="1001", parent=DepartmentFactory(code="10", name="主管部门"))
    DeadlineExtension.objects.create(
        cycle=cycle, department=unit, stage=Stage.values[0], until=date(2024, 12, 31), reason="系统停机"
    )


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_page_of_the_admin_opens_and_keeps_the_policy(browser, administrator, filled, model):
    for page in ["?q=1", *pages_of(model, administrator)]:
        response = browser.get(address(model, page))
        assert response.status_code == 200, page
        assert_safe_page(response)


@pytest.mark.parametrize("page", ["", "projects/", "indicators/", "jsi18n/"])
def test_the_overview_opens(browser, page):
    response = browser.get(f"/admin/{page}")
    assert response.status_code == 200
    assert_safe_page(response)


def workbook(header, *rows):
    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return SimpleUploadedFile("list.xlsx", content.getvalue())


def upload(browser, model, file, format="0"):
    """The preview of an import; nothing is written yet."""
    response = browser.post(address(model, "import/"), {"import_file": file, "format": format})
    assert response.status_code == 200
    assert_safe_page(response)
    return response


def confirm(browser, model, preview):
    data = preview.context["confirm_form"].initial
    return browser.post(address(model, "process_import/"), data, follow=True)


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model.__name__)
def test_a_list_goes_out_as_a_workbook_and_comes_back_unchanged(browser, filled, model):
    response = browser.get(address(model, "export/"))
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert list(rows[0]) == COLUMNS[model]
    assert len(rows) == model.objects.count() + 1
    preview = upload(browser, model, SimpleUploadedFile("list.xlsx", response.content))
    assert {row.import_type for row in preview.context["result"].valid_rows()} == {"skip"}


def test_an_import_previews_then_adds_and_changes(browser, filled):
    file = workbook(["编码", "名称", "启用"], [1111, "本级预算", 1], ["0122", "专项债券", 1])
    preview = upload(browser, FundSource, file)
    assert FundSource.objects.get().name == "预算安排拨款"
    confirm(browser, FundSource, preview)
    assert dict(FundSource.objects.values_list("code", "name")) == {"1111": "本级预算", "0122": "专项债券"}


@pytest.mark.parametrize(
    ("model", "header"),
    [
        (Department, ["单位编码", "* 单位名称：", "是否启用"]),
        (FundSource, ["资金性质编码", "资金性质", "启用状态"]),
        (FunctionalSubject, ["科目\n编码", "科目名称", "启用"]),
    ],
)  # fmt: skip
def test_headings_and_marks_as_people_write_them(browser, filled, model, header):
    marks = {"是": True, "√": True, "Ｙ": True, "1": True, "": True, "否": False, "×": False, "停用": False}
    codes = {str(601 + n): mark for n, mark in enumerate(marks)}
    rows = [[code, f"名称{code}", mark] for code, mark in codes.items()]
    confirm(browser, model, upload(browser, model, workbook(header, *rows)))
    stored = dict(model.objects.filter(code__in=codes).values_list("code", "active"))
    assert stored == {code: marks[mark] for code, mark in codes.items()}


def test_a_column_that_says_something_else_is_left_alone(browser, filled):
    file = workbook(["单位", "单位编码", "单位名称", "状态"], ["601-甲站", "601", "甲站", "已审核"])
    confirm(browser, Department, upload(browser, Department, file))
    unit = Department.objects.get(code="601")
    assert (unit.name, unit.active) == ("甲站", True)


def test_a_code_that_stands_twice_is_an_error(browser, filled):
    rows = [["601", "甲站", "是"], ["602", "乙站", "是"], [601, "丙站", "是"]]
    page = upload(browser, Department, workbook(["单位编码", "单位名称", "启用"], *rows)).content.decode()
    assert "编码“601”有 2 行：甲站、丙站" in page
    assert "确认导入" not in page


def test_the_preview_shows_text_as_text_and_what_changes(browser, filled):
    file = workbook(["编码", "名称", "启用"], [1111, '<script>alert(1)</script> style="x"', 1])
    page = upload(browser, FundSource, file).content.decode()
    assert "<script>alert" not in page
    assert "<del>" in page
    assert "&lt;script&gt;alert(1)" in page


def test_an_imported_unit_gets_its_initials_and_supervisor(browser, filled):
    file = workbook(["编码", "名称", "主管部门编码", "启用"], [1002, "组织部", 10, 1])
    confirm(browser, Department, upload(browser, Department, file))
    unit = Department.objects.get(code="1002")
    assert (unit.initials, unit.parent.code) == ("zzb", "10")


def test_an_imported_subject_gets_level_and_path(browser, filled):
    file = workbook(["编码", "名称", "启用"], [205, "教育支出", 1], [20502, "普通教育", 1])
    confirm(browser, FunctionalSubject, upload(browser, FunctionalSubject, file))
    assert FunctionalSubject.objects.get(code="20502").path == "教育支出 › 普通教育"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["1a", "某资金", 1], "资金类型编码只能由"),
        (["", "某资金", 1], "不能为空"),
        (["9", "", 1], "不能为空"),
        (["9", "某资金", "也许"], "看不出“也许”是启用还是停用"),
    ],
)
def test_a_bad_row_is_named_and_nothing_can_be_confirmed(browser, filled, row, reason):
    response = upload(browser, FundSource, workbook(["编码", "名称", "启用"], ["122", "专项债券", 1], row))
    page = response.content.decode()
    assert reason in page
    assert "confirm_form" not in response.context or response.context["confirm_form"] is None
    assert not FundSource.objects.filter(code="122").exists()


@pytest.mark.parametrize(
    "file",
    [
        workbook(["代码", "称呼"], ["122", "专项债券"]),
        workbook([]),
        SimpleUploadedFile("list.xlsx", b"not a workbook"),
        SimpleUploadedFile("list.xlsx", b""),
        workbook(["编码", "名称", "主管部门编码", "启用"], ["122", "某单位", "999999", 1]),
    ],
    ids=["wrong columns", "no rows", "no workbook", "empty file", "unknown supervisor"],
)
def test_a_bad_file_is_refused_without_a_trace_of_the_inside(browser, filled, file):
    page = upload(browser, Department, file).content.decode()
    assert english_words(page) == set()
    assert "确认导入" not in page
    assert Department.objects.count() == 2


def test_a_csv_of_the_office_can_be_read(browser, filled):
    file = SimpleUploadedFile("list.csv", "编码,名称,启用\n0122,专项债券,1\n".encode())
    confirm(browser, FundSource, upload(browser, FundSource, file, format="1"))
    assert FundSource.objects.filter(code="0122").exists()


def test_a_csv_of_excel_in_china_can_be_read(browser, filled):
    file = SimpleUploadedFile("list.csv", "编码,名称,启用\n0122,专项债券,1\n".encode("gb18030"))
    confirm(browser, FundSource, upload(browser, FundSource, file, format="1"))
    assert FundSource.objects.get(code="0122").name == "专项债券"


def test_a_file_that_claims_a_huge_sheet_costs_nothing(browser, filled):
    merges = "".join(f'<mergeCell ref="A{n}:XFD1048576"/>' for n in range(2, 5))
    name, content = one_sheet(worksheet(CELL, after=f"<mergeCells>{merges}</mergeCells>"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    page = upload(browser, FundSource, SimpleUploadedFile(name, content)).content.decode()
    assert "确认导入" not in page
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


def test_a_list_beyond_all_measure_is_refused_in_words(browser, filled):
    file = workbook(["编码", "名称", "启用"], *([n, f"资金{n}", 1] for n in range(100_000, 120_001)))
    page = upload(browser, FundSource, file).content.decode()
    assert "超出可以读入的范围" in page
    assert not FundSource.objects.filter(code="100000").exists()


LINK = '=HYPERLINK("x")'


def test_a_name_that_looks_like_a_formula_goes_out_as_text_and_comes_back(browser, filled):
    FundSource.objects.update(name=LINK)
    response = browser.get(address(FundSource, "export/"))
    cell = openpyxl.load_workbook(BytesIO(response.content)).active["B2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (LINK, "s", True)
    preview = upload(browser, FundSource, SimpleUploadedFile("list.xlsx", response.content))
    assert {row.import_type for row in preview.context["result"].valid_rows()} == {"skip"}


def test_in_a_csv_too():
    text = CodeListCsv().export_data(tablib.Dataset(["0122", LINK], headers=["编码", "名称"]))
    assert "\"'=HYPERLINK" in text
    assert CodeListCsv().create_dataset(text.encode())[0] == ("0122", LINK)


def test_a_list_is_searched_by_initials(browser, filled):
    DepartmentFactory(code="2001", name="组织部")
    changes = browser.get(address(Department), {"q": "zzb"}).context["cl"]
    assert [unit.code for unit in changes.result_list] == ["2001"]


def test_a_hundred_units_cost_as_many_queries_as_two(browser, filled, django_assert_max_num_queries):
    DepartmentFactory.create_batch(100, parent=Department.objects.get(code="10"))
    with django_assert_max_num_queries(15):
        browser.get(address(Department))


NEW_CYCLE = {
    "code": "2025", "fiscal_year": 2025, "region": "韶关市曲江区", "level": "区级", "state": "open",
    "title_pattern": "{region}{year}年{level}项目绩效目标表", "opens_on": "2025-01-01", "closes_on": "",
    "rules-TOTAL_FORMS": "1", "rules-INITIAL_FORMS": "0",
    "rules-0-has_supervisor_step": "on", "rules-0-review_closes_on": "2025-03-31",
    "rules-0-form_style": "list", "rules-0-weight_total": "90",
}  # fmt: skip


def test_a_cycle_is_made_together_with_its_rules(browser, db):
    data = NEW_CYCLE | {"rules-0-scheme": scheme().pk}
    assert browser.post(address(BudgetCycle, "add/"), data).status_code == 302
    cycle = BudgetCycle.objects.get()
    assert cycle.opens_on == date(2025, 1, 1)
    assert (cycle.rules.scheme.code, cycle.rules.review_closes_on) == ("2015", date(2025, 3, 31))


def test_a_cycle_without_a_scheme_is_not_made(browser, db):
    response = browser.post(address(BudgetCycle, "add/"), NEW_CYCLE)
    assert response.status_code == 200 and "这个字段是必填项" in response.content.decode()
    assert not BudgetCycle.objects.exists()


def test_a_change_of_the_rules_is_recorded_with_both_values(browser, filled, administrator):
    cycle = BudgetCycle.objects.get()
    form = browser.get(address(BudgetCycle, f"{cycle.pk}/change/")).context["adminform"].form
    data = {name: form[name].value() or "" for name in form.fields} | {
        "rules-TOTAL_FORMS": "1", "rules-INITIAL_FORMS": "1", "rules-0-cycle": cycle.pk,
        "rules-0-scheme": cycle.rules.scheme_id, "rules-0-has_supervisor_step": "on",
        "rules-0-form_style": "list", "rules-0-weight_total": "90",
        "rules-0-review_closes_on": "2025-03-31",
    }  # fmt: skip
    assert browser.post(address(BudgetCycle, f"{cycle.pk}/change/"), data).status_code == 302
    event = AuditEvent.objects.filter(actor=administrator, verb=Verb.CHANGE).last()
    assert "审核截止" in event.before and "2025" not in event.before
    assert "审核截止" in event.after and "2025" in event.after


def test_bad_input_is_refused_in_chinese(browser):
    data = NEW_CYCLE | {"fiscal_year": 1900, "title_pattern": "x"}
    response = browser.post(address(BudgetCycle, "add/"), data)
    assert "预算年度应在 2000 到 2100 之间" in response.content.decode()


def test_a_code_in_use_is_kept_and_the_page_says_why(browser, filled):
    parent = Department.objects.get(code="10")
    response = browser.post(address(Department, f"{parent.pk}/delete/"), {"post": "yes"})
    assert response.status_code == 200
    assert Department.objects.filter(pk=parent.pk).exists()


def test_a_new_category_can_be_put_under_a_first_tier_of_its_own_tree(browser, db):
    first = scheme().categories.get(parent=None, name="产出指标")
    page = browser.get(f"/admin/indicators/indicatorscheme/{scheme().pk}/change/").content.decode()
    assert f'<option value="{first.pk}"' in page
    other = scheme("2021").categories.filter(parent=None).first()
    assert f'<option value="{other.pk}"' not in page


def english_words(html):
    """Words of three letters or more that a reader sees, without codes and names of formats."""
    html = html[html.index("<body") :]
    for unseen in (
        r"<script.*?</script>",
        r"<!--.*?-->",
        r'<(\w+)[^>]*class="[^"]*visually-hidden[^"]*".*?</\1>',
        r'<tr class="visually-hidden">.*?</tr>',
        r"<[^>]+>",
        r"&\w+;|\{\w+\}",
    ):
        html = re.sub(unseen, " ", html, flags=re.DOTALL)
    return set(re.findall("[A-Za-z]{3,}", html)) - {
        "xlsx", "csv", "Excel", "WPS", "UTF", "zzsw", "administrator",
    }  # fmt: skip


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_admin_speaks_chinese(browser, administrator, filled, model):
    for page in pages_of(model, administrator):
        assert english_words(browser.get(address(model, page)).content.decode()) == set(), page


def test_every_scheme_is_listed(browser, db):
    scheme()
    page = browser.get(address(IndicatorScheme)).content.decode()
    assert all(str(entry) in page for entry in IndicatorScheme.objects.all())


@pytest.mark.parametrize("key", ["词", "1e999", "a\x00b", "-1", "9" * 25])
@pytest.mark.parametrize(
    ("address", "name", "others"),
    [
        ("projects/department/add", "parent", {"code": "901", "name": "甲单位"}),
        ("filings/deadlineextension/add", "department", {}),
        ("monitoring/monitoringround/add", "units", {}),
        ("projects/department", "_selected_action", {"action": "delete_selected"}),
        ("projects/budgetcycle", "_selected_action", {"action": "delete_selected"}),
    ],
)
def test_a_key_that_is_no_number_is_refused(client_for, administrator, unit, address, name, others, key):
    answer = client_for(administrator).post(f"/admin/{address}/", {**others, name: ["1", key]})
    assert answer.status_code == 400 and not Department.objects.filter(code="901").exists()
    asked = client_for(administrator).get(f"/admin/{address}/", {name: key})
    assert asked.status_code == (302 if name == "_selected_action" else 400)


def test_a_key_left_out_is_none(client_for, administrator, unit):
    typed = {"code": "901", "name": "甲单位", "parent": "", "active": "on"}
    assert client_for(administrator).post("/admin/projects/department/add/", typed).status_code == 302
    assert Department.objects.get(code="901").parent is None
