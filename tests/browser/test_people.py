"""Accounts, search and library in a real browser: by mouse, by keyboard, without scripts."""

import pytest
from django.urls import reverse

from indicators.domain.library.catalogue import seed_library
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import User
from tests.factories import published_table

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False])
def test_an_account_is_made_armed_and_used(scripts, open_page, cycle, unit, administrator, security_officer):
    page = open_page(administrator, reverse("user_list"), java_script_enabled=scripts)
    page.get_by_role("link", name="新建用户").click()
    form = page.get_by_role("main")
    form.get_by_label("用户名").fill("wang")
    form.get_by_label("姓名").fill("王会计")
    page.get_by_role("button", name="新建并显示首次密码").click()
    password = page.locator("output").inner_text()

    page = open_page(security_officer, reverse("user_list") + "?state=roleless", java_script_enabled=scripts)
    page.get_by_role("link", name="wang").click()
    page.locator("#id_role").select_option("preparer")
    page.locator("#id_unit").fill("130001")
    page.locator("#id_unit").blur()  # its suggestions lie over the button
    page.get_by_role("button", name="授予").click()
    page.get_by_text("已授予填报").wait_for()

    page = open_page(None, "/login/", java_script_enabled=scripts)
    page.get_by_label("用户名").fill("wang")
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="修改密码").wait_for()
    assert User.objects.get(username="wang").has_role(Role.PREPARER)


def test_closing_an_account_asks_first(open_page, administrator, preparer):
    page = open_page(administrator, reverse("user_detail", args=[preparer.pk]))
    confirm = page.get_by_role("button", name="确认停用")
    assert not confirm.is_visible()
    page.get_by_text("停用…").click()
    confirm.click()
    page.get_by_text("账号已停用").wait_for()
    assert not User.objects.get(pk=preparer.pk).is_active


def test_ctrl_k_searches_from_any_page(open_page, seed_cycle, preparer):
    page = open_page(preparer, reverse("help"))
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.id") == "site-search"
    page.keyboard.type("网络")
    page.keyboard.press("Enter")
    page.wait_for_url("**/goals/?q=*")
    page.get_by_role("link", name="“大组工网”网络维护费").wait_for()
    assert page.locator(".totals").inner_text() != "54 个项目"


def test_home_leads_by_keyboard_to_the_list_behind_a_figure(open_page, seed_cycle, preparer):
    page = open_page(preparer, "/")
    card = page.locator(".card").first
    count = card.locator(".card-count").inner_text()
    card.focus()
    assert card.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/goals/?*")
    assert page.locator(".totals").inner_text().startswith(f"{count} 个项目")


def test_a_name_missing_in_the_library_is_proposed_and_accepted(
    open_page, seed_cycle, preparer, administrator
):
    seed_library(table=published_table())
    page = open_page(preparer, reverse("library_list"))
    page.get_by_role("main").get_by_label("搜索").fill("xjhgl")
    page.get_by_role("button", name="筛选").click()
    page.get_by_role("main").get_by_role("link", name="申请入库").first.click()
    page.get_by_label("二级指标").select_option(label="产出指标 › 质量指标")
    page.get_by_label("三级指标").fill("巡检合格率")
    page.get_by_role("button", name="提交申请").click()
    page.get_by_text("已提交申请").wait_for()

    page = open_page(administrator, "/")
    page.get_by_role("link", name="指标入库申请").click()
    page.get_by_role("link", name="巡检合格率").click()
    page.get_by_role("button", name="采纳入库").click()
    page.get_by_text("已入库").wait_for()

    page = open_page(preparer, reverse("library_list") + "?q=xjhgl")
    page.get_by_role("region", name="指标库").get_by_role("link", name="巡检合格率").wait_for()
