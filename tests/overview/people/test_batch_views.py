"""Slips and the list of roles: what is printed, what is granted, what is said."""

import re
import subprocess

import pytest
from django.urls import reverse

from overview.people import batch_views
from overview.people.slips import slips_pdf
from perfgoals.accounts.batches import Slip, Wanted, create_accounts
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import RoleProposal, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomers(administrator, unit):
    names = {f"clerk{n}": f"会计{n}" for n in range(3)}
    wanted = [Wanted(name, Role.PREPARER, unit) for name in names]
    create_accounts(
        names=names | {"boss": "批复人"}, wanted=[*wanted, Wanted("boss", Role.APPROVER)], by=administrator
    )
    return list(User.objects.filter(username__in=[*names, "boss"]).order_by("username"))


def printed(pdf: bytes, path) -> str:
    path.write_bytes(pdf)
    return subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout


def test_a_strip_for_each_person_with_the_password_that_opens_the_account(
    client_for, administrator, newcomers, unit, tmp_path
):
    keys = [person.pk for person in newcomers]
    answer = client_for(administrator).post(reverse("slip_print"), {"chosen": keys})
    assert answer["Content-Type"] == "application/pdf" and "no-store" in answer["Cache-Control"]
    text = printed(answer.content, tmp_path / "slips.pdf")
    found = dict(re.findall(r"用户名\n(\S+)\n首次密码\n(\S+)", text))
    assert set(found) == {person.username for person in newcomers} and unit.name in text
    assert all(User.objects.get(username=name).check_password(secret) for name, secret in found.items())


def test_only_what_was_ticked_is_printed(client_for, administrator, newcomers):
    browser = client_for(administrator)
    assert (
        browser.post(reverse("slip_print"), {"chosen": [newcomers[0].pk, "x", "9" * 30]}).status_code == 200
    )
    assert [
        person.has_usable_password()
        for person in User.objects.filter(pk__in=[p.pk for p in newcomers]).order_by("username")
    ].count(True) == 1
    assert browser.post(reverse("slip_print"), {}).url == reverse("slip_list")


def test_many_strips_go_over_several_pages(tmp_path, make_user):
    slips = [Slip(User(pk=n, username=f"u{n}", full_name="某人"), "abcdEFGH23456789") for n in range(1, 12)]
    text = printed(slips_pdf(slips, places={}, address="http://127.0.0.1/"), tmp_path / "s.pdf")
    assert "共 2 页" in text and text.count("首次密码") == 11


def test_the_officer_confirms_the_list_and_the_rest_waits(client_for, security_officer, newcomers):
    browser = client_for(security_officer)
    page = browser.get(reverse("proposal_list")).content.decode()
    assert page.count(" checked>") == 3 and "等本人登录改密码" in page
    keys = [proposal.pk for proposal in RoleProposal.objects.open()]
    page = browser.post(reverse("proposal_confirm"), {"chosen": keys}, follow=True).content.decode()
    assert "已授予 3 个角色" in page and "批复人：" in page
    assert RoleProposal.objects.open().count() == 1


def test_nothing_ticked_grants_nothing(client_for, security_officer, newcomers):
    browser = client_for(security_officer)
    assert "请先勾选" in browser.post(reverse("proposal_confirm"), follow=True).content.decode()
    assert "请先勾选" in browser.post(reverse("proposal_decline"), follow=True).content.decode()
    assert RoleProposal.objects.open().count() == 4


@pytest.mark.parametrize("who", ["administrator", "auditor"])
def test_others_see_the_list_without_buttons(client_for, request, newcomers, who):
    page = client_for(request.getfixturevalue(who)).get(reverse("proposal_list")).content.decode()
    assert "会计0" in page and 'name="chosen"' not in page


def test_as_many_queries_for_few_and_many(
    client_for, administrator, newcomers, unit, django_assert_max_num_queries
):
    browser = client_for(administrator)
    with django_assert_max_num_queries(20) as few:
        browser.get(reverse("slip_list"))
    names = {f"more{n}": f"人员{n}" for n in range(30)}
    wanted = [Wanted(name, Role.PREPARER, unit) for name in names]
    create_accounts(names=names, wanted=wanted, by=administrator)
    with django_assert_max_num_queries(len(few)):
        browser.get(reverse("slip_list"))
    assert batch_views.MOST_SLIPS >= 300
