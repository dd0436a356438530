"""Prepared queries: the question is put together once, the answer is asked each time."""

import pytest
from django.db.models import Count

from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import Membership, User
from perfgoals.common.prepared import PreparedQuery
from tests.factories import DepartmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def active(put=None):
    asked = put or (lambda: User.objects.filter(is_active=True).order_by("username").values_list("username"))
    return PreparedQuery(("active people", put), asked)


def test_the_answer_is_that_of_now(django_assert_num_queries):
    UserFactory(username="a")
    assert active().rows() == [("a",)]
    UserFactory(username="b")
    with django_assert_num_queries(1):
        assert active().rows() == [("a",), ("b",)]
    User.objects.filter(username="a").update(is_active=False)
    assert active().rows() == [("b",)]


def test_the_question_is_put_together_once():
    put = []

    def asked():
        put.append(1)
        return User.objects.values_list("pk")

    for _ in range(3):
        PreparedQuery("put together once", asked).rows()
    assert len(put) == 1
    PreparedQuery("another question", asked).rows()
    assert len(put) == 2


def test_what_can_have_no_rows_asks_nothing(django_assert_num_queries):
    UserFactory()
    nobody = PreparedQuery("nobody", lambda: User.objects.filter(pk__in=[]).values_list("pk"))
    with django_assert_num_queries(0):
        assert nobody.rows() == []
        assert nobody.number() == 0


def test_a_number():
    def counted():
        return User.objects.order_by().values("is_active").annotate(n=Count("pk")).values_list("n")

    assert PreparedQuery("how many", counted).number() == 0  # no row at all
    UserFactory.create_batch(3)
    assert PreparedQuery("how many", counted).number() == 3


@pytest.mark.parametrize("text", ["100%", "%s", "“甲”'乙'", "a;b--"])
def test_texts_go_along_as_they_are(text):
    user = UserFactory(full_name=text)
    named = PreparedQuery(("named", text), lambda: User.objects.filter(full_name=text).values_list("pk"))
    assert named.rows() == [(user.pk,)]


class TestStanding:
    """What keys of a person's questions say of him."""

    def test_a_role_more_or_less_is_another_standing(self, unit, other_unit):
        user = UserFactory(role=Role.PREPARER, role__department=unit)
        seen = [standing(user)]
        second = Membership.objects.create(user=user, role=Role.PREPARER, department=other_unit)
        seen.append(standing(user))
        second.delete()
        assert standing(user) == seen[0] != seen[1]

    def test_the_same_role_for_another_unit_or_all_is_another(self, unit, other_unit):
        people = [UserFactory(role=Role.REVIEWER, role__department=of) for of in (unit, other_unit, None)]
        assert len({standing(user) for user in people}) == 3
        assert standing(UserFactory(role=Role.REVIEWER, role__department=unit)) == standing(people[0])

    def test_another_unit_below_ones_own_is_another(self, supervisor, unit):
        before = standing(supervisor)
        below = DepartmentFactory(parent=unit)
        after = standing(supervisor)
        assert after != before
        below.parent = None
        below.save()
        assert standing(supervisor) == before

    @pytest.mark.parametrize("most", [0, 1])
    def test_of_many_units_the_condition_asks_for_those_below(self, supervisor, unit, monkeypatch, most):
        monkeypatch.setattr("perfgoals.accounts.models.people.MOST_LISTED", most)
        before = standing(supervisor)
        DepartmentFactory(parent=unit)
        assert standing(supervisor) == before

    def test_an_account_that_is_off_has_another(self, unit):
        user = UserFactory(role=Role.PREPARER, role__department=unit)
        before = standing(user)
        User.objects.filter(pk=user.pk).update(is_active=False)
        assert standing(user) != before


def standing(user) -> tuple:
    return User.objects.get(pk=user.pk).standing
