"""A subject that the list lacks: asked for with one click, once, and settled once."""

import pytest
from django.urls import reverse

from projects.domain.code_requests import request_code, settle_request
from projects.models import CodeRequest

pytestmark = pytest.mark.django_db


def test_the_same_is_asked_for_once(preparer, other_preparer):
    assert request_code(text="智慧农业", by=preparer)
    assert not request_code(text="智慧农业", by=other_preparer)
    assert CodeRequest.objects.open().count() == 1


def test_what_is_settled_can_be_asked_for_again(preparer, administrator):
    request_code(text="智慧农业", by=preparer)
    asked = CodeRequest.objects.get()
    assert settle_request(request=asked, by=administrator)
    assert not settle_request(request=asked, by=administrator)
    assert request_code(text="智慧农业", by=preparer)


def test_the_search_offers_it_to_whoever_fills_in(client_for, preparer, reviewer):
    address = reverse("subject_suggest")
    assert 'data-ask="智慧农业"' in client_for(preparer).get(address, {"q": "智慧农业"}).content.decode()
    assert "data-ask" not in client_for(reviewer).get(address, {"q": "智慧农业"}).content.decode()


@pytest.mark.parametrize("text", ["", "   ", "\x00"])
def test_nothing_is_no_request(client_for, preparer, text):
    assert client_for(preparer).post(reverse("subject_request"), {"text": text}).status_code == 400


def test_the_administrator_sees_and_settles_it(client_for, preparer, administrator):
    answer = client_for(preparer).post(reverse("subject_request"), {"text": "智慧农业 " * 50})
    assert "已告诉系统管理员" in answer.json()["message"]
    browser, asked = client_for(administrator), CodeRequest.objects.get()
    assert len(asked.text) <= 100
    assert asked.text in browser.get(reverse("code_list")).content.decode()
    browser.post(reverse("code_request_settle", args=[asked.pk]))
    assert not CodeRequest.objects.open().exists()
