"""The mark 涉密 on its page."""

import pytest
from django.urls import reverse

from tests.publication.published import approved_goal

pytestmark = pytest.mark.django_db


def test_the_mark_of_one_project(client_for, preparer, reviewer, cycle, unit):
    goal = approved_goal(unit, cycle)
    url, browser = reverse("goal_secrecy", args=[goal.pk]), client_for(preparer)
    assert browser.post(url, {"note": ""}).status_code == 422
    page = browser.post(url, {"note": "某文一号"}, follow=True).content.decode()
    assert "涉密，不公开（依据：某文一号）" in page
    assert browser.post(url, {"note": "解除"}).status_code == 403
    client_for(reviewer).post(url, {"note": "解密通知"})
    goal.project.refresh_from_db()
    assert goal.project.secret is False
