"""What programs read: as the token's person, never more; described as OpenAPI."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from api.domain.tokens import grant_token, take_token
from filings.models import FilingVersion
from perfgoals.audit.models import AuditEvent
from tests.factories import PerformanceGoalFactory
from tests.publication.published import approved_goal

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller(administrator):
    """caller(user): reads an address with a token of this person."""

    def make(user):
        day = timezone.localdate() + timedelta(days=30)
        secret = take_token(token=grant_token(user=user, name="大屏", expires_on=day, by=administrator))
        client = Client(headers={"Authorization": f"Bearer {secret}"})
        return lambda path, **query: client.get(f"/api/v1/{path}", query)

    return make


def test_the_list_of_a_cycle(caller, preparer, cycle, unit, other_unit):
    goal = approved_goal(unit, cycle, project__amount=Decimal("1234567890123.10"), project__name="甲")
    PerformanceGoalFactory(project__cycle=cycle, project__department=other_unit)
    answer = caller(preparer)("cycles/2024/goals").json()
    assert (answer["count"], answer["pages"]) == (1, 1)
    [line] = answer["items"]
    assert line["key"] == goal.pk and line["name"] == "甲" and line["status"] == "已批复"
    assert line["amount"] == "1234567890123.10"


def test_filters(caller, reviewer, cycle, unit, other_unit):
    approved_goal(unit, cycle)
    PerformanceGoalFactory(project__cycle=cycle, project__department=other_unit)
    call = caller(reviewer)
    assert call("cycles/2024/goals").json()["count"] == 2
    assert call("cycles/2024/goals", unit="130001").json()["count"] == 1
    assert call("cycles/2024/goals", status="草稿").json()["count"] == 1
    assert call("cycles/2024/goals", page=2).json()["items"] == []
    assert "可用的有" in call("cycles/2024/goals", status="什么").json()["detail"]
    assert call("cycles/2024/goals", page=0).status_code == 422
    assert call("cycles/1999/goals").status_code == 404
    assert [each["code"] for each in call("cycles").json()] == ["2024"]


def test_one_table_its_versions_and_findings(caller, preparer, cycle, unit):
    goal = approved_goal(unit, cycle)
    call = caller(preparer)
    table = call(f"goals/{goal.pk}").json()
    assert [row["name"] for row in table["indicators"]] == ["维护次数", "验收合格率", "节约费用"]
    assert table["cycle"] == "2024" and table["indicators"][0]["tier1"] == "产出指标"
    [line] = call(f"goals/{goal.pk}/versions").json()
    stored = FilingVersion.objects.get()
    assert (line["sha256"], line["action"]) == (stored.sha256, "批复")
    version = call(f"versions/{line['key']}").json()
    assert version["goal"] == goal.pk and version["content"]["project"]["name"] == goal.project.name
    found = call(f"goals/{goal.pk}/findings").json()
    assert found and {"check", "level", "message"} <= set(found[0])
    assert AuditEvent.objects.filter(note="接口读取").count() == 4


def test_other_units_and_secret_projects_are_not_found(caller, preparer, cycle, unit, other_unit):
    foreign, secret = approved_goal(other_unit, cycle), approved_goal(unit, cycle, project__secret=True)
    call = caller(preparer)
    for goal in (foreign, secret):
        for path in ("", "/versions", "/findings"):
            assert call(f"goals/{goal.pk}{path}").status_code == 404
        assert call(f"versions/{goal.filing.versions.get().pk}").status_code == 404
    assert call("cycles/2024/goals").json()["count"] == 0


def test_without_a_token_nothing_opens(client_for, reviewer, cycle):
    logged_in = client_for(reviewer)
    for client in (Client(), logged_in, Client(headers={"Authorization": "Bearer pg_nonsense"})):
        assert client.get("/api/v1/cycles").status_code == 401
    assert logged_in.get("/api/v1/goals/1").status_code == 401


def test_it_only_reads(caller, preparer, cycle, administrator):
    day = timezone.localdate() + timedelta(days=30)
    secret = take_token(token=grant_token(user=preparer, name="x", expires_on=day, by=administrator))
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    for send in (client.post, client.put, client.patch, client.delete):
        assert send("/api/v1/cycles").status_code == 405


def test_too_many_calls_say_when_to_come_again(caller, preparer, cycle, settings):
    settings.API_CALLS_PER_MINUTE = 1
    call = caller(preparer)
    call("cycles")
    answer = call("cycles")
    assert answer.status_code in (200, 429)  # a minute may just have begun
    if answer.status_code == 429:
        assert 1 <= int(answer["Retry-After"]) <= 60 and "每分钟最多 1 次" in answer.json()["detail"]


def test_it_describes_itself_and_loads_nothing(client_for, preparer):
    described = Client().get(reverse("api-1:openapi-json")).json()
    assert described["openapi"].startswith("3.")
    assert set(described["paths"]) >= {"/api/v1/cycles", "/api/v1/goals/{key}/findings"}
    page = client_for(preparer).get(reverse("token_list")).content.decode()
    assert "/api/v1/goals/{key}" in page and "第几页" in page
    assert Client().get("/api/v1/docs").status_code == 404


def test_the_number_of_queries_does_not_grow(caller, reviewer, cycle, unit, django_assert_max_num_queries):
    for _ in range(30):
        PerformanceGoalFactory(project__cycle=cycle, project__department=unit)
    call = caller(reviewer)
    with django_assert_max_num_queries(14):
        assert len(call("cycles/2024/goals").json()["items"]) == 30
