"""三员分立, tried: a system administrator alone gets no approval through, by any address he can reach.

He walks the whole URL conf, the admin's included, with everything that the pages ask for; then with every
account he could make or whose password a page showed him.
"""

import itertools
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from django.utils.html import escape

from api.models import ApiToken
from filings.enums import Action, FilingStatus
from filings.models import Filing, FilingTransition
from indicators.domain.loading.review_data import load_review_data
from perfgoals.accounts.enums import BUSINESS_ROLES, GUARDED_ROLES, Role
from perfgoals.accounts.models import Membership, RoleProposal, User
from tests.factories import FIXTURES, JobFactory
from tests.indicators.flow import bring_to, fill_sheet, ready_goal
from tests.overview.lists.files import PEOPLE, list_file
from tests.pages import content_of

pytestmark = [pytest.mark.django_db, pytest.mark.pure]
SHOWN = re.compile(r'class="password-once">([^<]+)<')
OWN_WAY_OUT = {"logout"}
# As somebody else: the admin is closed to them, and what prints takes seconds and changes nothing.
ELSEWHERE = re.compile(r"^/admin/|pdf|preview|export|file|xlsx|print|opinion")
CHANGED = "换了一个更长的口令-5827"


@pytest.fixture
def waiting(unit, cycle, preparer, supervisor, approver):
    """A table that lacks nothing but the approval, one on its way, and one that is a draft."""
    load_review_data(path=FIXTURES / "review_sheet.json")
    staff = {"preparer": preparer, "supervisor": supervisor, "approver": approver}
    goals = [
        bring_to(ready_goal(unit, cycle), status, **staff)
        for status in (FilingStatus.ENDORSED, FilingStatus.SUBMITTED, FilingStatus.DRAFT)
    ]
    fill_sheet(goals[0], approver)
    JobFactory(owner=approver, done=True)
    return goals


def routes(patterns=None, before=""):
    """(name, route) of every address, the parts that vary in angle brackets."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif "(?" not in route:
            yield pattern.name, "/" + route


def addresses(goals, people, cycle):
    """Every address with every key that leads somewhere: the tables', the filings', the people's."""
    tables = sorted({goals[0].pk, goals[0].filing_id, goals[1].pk, 1})
    texts = {"slug": [cycle.code], "str": ["xlsx"], "path": [str(key) for key in tables]}
    for name, route in routes():
        if name in OWN_WAY_OUT:
            continue
        parts = re.findall(r"<(?:(\w+):)?(\w+)>", route)
        keys = people if route.startswith("/users/") else tables
        choices = [keys if kind == "int" else texts.get(kind, [cycle.code]) for kind, _ in parts]
        for chosen in itertools.product(*choices):
            address = route
            for value in chosen:
                address = re.sub(r"<[^>]+>", str(value), address, count=1)
            yield address


def everything(goals, by):
    """Whatever a form of the site may want to be told, so that what can go through does."""
    batch = [f"{goal.pk}:{goal.revision}" for goal in goals]
    goal = goals[0]
    return {
        "revision": goal.revision, "items": batch, "goals": [goal.pk for goal in goals], "confirm": "1",
        "comment": "同意", "opinion": "同意", "overall": "good", "text": "同意", "reason": "同意",
        "name": "甲", "role": Role.APPROVER, "user": by.pk,
        "username": f"made-by-{by.pk}", "full_name": "自建账号",
        "post": "yes", "action": "delete_selected", "_selected_action": goal.pk, "status": "approved",
        "is_superuser": "on", "is_staff": "on", "format": "xlsx", "subject": "password", "next": "/",
    }  # fmt: skip


def walk(browser, by, goals, cycle, *, only=lambda address: True, reading=True) -> tuple[set[str], list[str]]:
    """All addresses (or only some), sent to and read; (passwords seen, server errors)."""
    seen, errors = set(), []
    people = list(User.objects.values_list("pk", flat=True))
    for address in addresses(goals, people, cycle):
        if not only(address):
            continue
        for send in (browser.post, browser.get)[: 2 if reading else 1]:
            answer = send(address, everything(goals, by) if send == browser.post else None)
            if answer.status_code >= 500:
                errors.append(address)
            seen.update(SHOWN.findall(content_of(answer).decode("utf-8", "replace")))
    return seen, errors


def test_a_system_administrator_alone_gets_no_approval_through(waiting, cycle, administrator, client_for):
    secrets_before = dict(User.objects.values_list("pk", "password"))
    names_before = dict(User.objects.values_list("pk", "username"))
    granted_before = set(Membership.objects.values_list("user", "role"))
    guarded = {user.pk for user in User.objects.all() if user.has_role(*GUARDED_ROLES)}
    browser = client_for(administrator, raise_request_exception=False)
    seen, errors = walk(browser, administrator, waiting, cycle)
    assert errors == []
    assert seen, "he does make accounts: the walk reaches what he may do"
    # Now as everybody whose password he has seen, the account he made first of all.
    for username, password in itertools.product(User.objects.values_list("username", flat=True), seen):
        other = Client(raise_request_exception=False)
        other.post("/login/", {"username": username, "password": password})
        if "_auth_user_id" not in other.session:
            continue
        change = {"old_password": password, "new_password1": CHANGED, "new_password2": CHANGED}
        other.post("/password/", change)
        person = User.objects.get(username=username)
        assert person.pk not in guarded, f"he got into the account of {username}"
        ways = {"only": lambda address: not ELSEWHERE.search(address), "reading": False}
        walk(other, person, waiting, cycle, **ways)

    assert not FilingTransition.objects.filter(action=Action.APPROVE).exists()
    assert not Filing.objects.filter(status=FilingStatus.APPROVED).exists()
    now = set(Membership.objects.values_list("user", "role"))
    assert {role for _, role in now - granted_before} == set(), "no role was given"
    assert not Membership.objects.filter(user=administrator, role__in=BUSINESS_ROLES).exists()
    changed = {
        pk for pk, secret in User.objects.values_list("pk", "password") if secret != secrets_before.get(pk)
    }
    assert not changed & guarded, "no guarded password was set by him alone"
    names = dict(User.objects.values_list("pk", "username"))
    assert all(names[pk] == names_before[pk] for pk in guarded), "single sign-on finds people by their names"


def test_a_list_of_people_gives_no_role_and_no_guarded_account(waiting, administrator, approver, client_for):
    """He asks in a list for the role of the approver: for himself, a new account, one under his orders."""
    names = (administrator.username, "made-by-list", "preparer", approver.username)
    before = set(Membership.objects.values_list("user", "role"))
    browser = client_for(administrator)
    rows = [("甲", name, "", "批复") for name in names]
    for kept in (rows, rows[1:2]):  # all of it, and what alone may go through
        file = list_file(PEOPLE, *kept)
        page = browser.post("/lists/people/", {"file": file}).url
        browser.post(f"{page.rstrip('/')}/write/")
    assert User.objects.filter(username="made-by-list").exists(), "the list was written"
    keys = list(User.objects.values_list("pk", flat=True))
    slips = browser.post("/users/slips/print/", {"chosen": keys})
    proposals = list(RoleProposal.objects.values_list("pk", flat=True))
    for address in ("/users/proposals/confirm/", "/users/proposals/decline/"):
        browser.post(address, {"chosen": proposals})
    assert proposals and slips.status_code == 200
    assert set(Membership.objects.values_list("user", "role")) == before
    assert not any(user.has_role(*BUSINESS_ROLES) for user in User.objects.filter(username="made-by-list"))
    assert User.objects.get(pk=approver.pk).password == approver.password


def test_tokens_that_he_gives_out_are_taken_by_others_and_only_read(
    waiting, administrator, approver, client_for
):
    browser = client_for(administrator)
    for name in (administrator.username, approver.username):
        until = timezone.localdate() + timedelta(days=30)
        browser.post("/api/tokens/", {"username": name, "name": "大屏", "expires_on": until})
    given = ApiToken.objects.get()
    assert given.user == approver, "none for himself: he has no business"
    assert browser.post(f"/api/tokens/{given.pk}/take/").status_code in (403, 404)
    assert not ApiToken.objects.exclude(sha256="").exists()


def test_the_walk_would_notice_an_approval(waiting, cycle, approver, client_for):
    """What is sent would do: by somebody who may approve it gets through, so the test is worth something."""
    walk(client_for(approver), approver, waiting, cycle, only=lambda address: "/approve/" in address)
    assert FilingTransition.objects.filter(action=Action.APPROVE, by=approver).exists()


def test_the_walk_knows_every_address(waiting, cycle, administrator):
    found = set(addresses(waiting, [administrator.pk], cycle))
    assert len(found) > 250
    assert f"/goals/{waiting[0].pk}/approve/" in found
    assert "/admin/filings/deadlineextension/add/" in found
    assert not any("<" in escape(address).replace("&lt;", "<") for address in found)
