"""The register: due, published, excused, overdue; shares by number and by money."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from publication.domain.register import enter_publication, gaps, register_rows, shares
from publication.enums import RegisterState
from publication.models import PublicationTask, UnitPublication
from tests.publication.published import approved_goal

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(cycle):
    return PublicationTask.objects.create(cycle=cycle, title="年初公开", due_on=timezone.localdate())


def entered(task, unit, by, **facts):
    given = {"published_on": None, "address": "", "reason": ""} | facts
    return enter_publication(task=task, department=unit, by=by, **given)


def test_shares_by_number_and_by_money(task, cycle, unit, other_unit, reviewer):
    approved_goal(unit, cycle, project__amount=Decimal(900))
    for amount in (50, 50):
        approved_goal(other_unit, cycle, project__amount=Decimal(amount))
    entered(task, unit, reviewer, published_on=date(2024, 2, 1), address="https://example.gov.cn/a")
    share = shares(register_rows(task))
    assert (share.by_number, share.by_money) == (Decimal("33.3"), Decimal("90.0"))
    assert (share.units, share.published_units, share.projects) == (2, 1, 3)


def test_nothing_due_has_no_share(task):
    share = shares(register_rows(task))
    assert (share.units, share.by_number, share.by_money) == (0, None, None)


def test_states(task, cycle, unit, other_unit, reviewer):
    approved_goal(unit, cycle)
    approved_goal(other_unit, cycle)
    assert [row.state for row in register_rows(task)] == [RegisterState.PENDING] * 2
    task.due_on -= timedelta(days=1)
    assert [row.state for row in register_rows(task)] == [RegisterState.OVERDUE] * 2
    entered(task, unit, reviewer, reason="网站改版，下月公开")
    assert [row.state for row in register_rows(task)] == [RegisterState.EXCUSED, RegisterState.OVERDUE]
    assert len(gaps(register_rows(task))) == 1


def test_what_changed_after_publication_is_a_gap(task, cycle, unit, reviewer):
    approved_goal(unit, cycle)
    entered(task, unit, reviewer, published_on=date(2024, 2, 1), address="门户网站")
    assert gaps(register_rows(task)) == []
    approved_goal(unit, cycle)
    [gap] = gaps(register_rows(task))
    assert "公开时 1 个项目，现在应公开 2 个" in gap


def test_people_see_the_rows_of_their_units(task, cycle, unit, other_unit, preparer, supervisor, reviewer):
    approved_goal(unit, cycle)
    approved_goal(other_unit, cycle)
    seen = [len(register_rows(task, user=user)) for user in (preparer, supervisor, reviewer)]
    assert seen == [1, 1, 2]


def test_an_entry_says_where_or_why(task, unit, reviewer):
    entry = entered(task, unit, reviewer, published_on=date(2024, 2, 1), address="甲", reason="忘了删的")
    assert (entry.reason, entry.address) == ("", "甲")
    entry = entered(task, unit, reviewer, address="忘了删的", reason="涉密")
    assert (entry.published_on, entry.address, entry.reason) == (None, "", "涉密")
    for facts in ({"published_on": date(2024, 2, 1)}, {}):
        UnitPublication.objects.all().delete()
        with pytest.raises(IntegrityError), transaction.atomic():
            UnitPublication.objects.create(task=task, department=unit, entered_by=reviewer, **facts)


def test_as_many_queries_for_30_units_as_for_one(task, cycle, unit, django_assert_num_queries):
    from tests.factories import DepartmentFactory

    approved_goal(unit, cycle)
    with django_assert_num_queries(4):
        register_rows(task)
    for _ in range(29):
        approved_goal(DepartmentFactory(), cycle, rows=())
    with django_assert_num_queries(4):
        assert len(register_rows(task)) == 30
