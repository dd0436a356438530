"""The list of wrong words."""

import pytest
from django.urls import reverse

from publication.models import Typo

pytestmark = pytest.mark.django_db


def test_the_list_of_typos(client_for, reviewer, preparer):
    browser, url = client_for(reviewer), reverse("typo_list")
    assert "建立建全" in browser.get(url).content.decode()
    browser.post(url, {"wrong": "错的词", "right": "对的字", "exceptions": "错的词典，错的词条"})
    assert Typo.objects.get(wrong="错的词").rule.exceptions == ("错的词典", "错的词条")
    for data, said in (
        ({"wrong": "错的词", "right": "甲"}, "名单里已有这个词"),
        ({"wrong": "甲", "right": "甲"}, "同一个词"),
        ({"wrong": "甲", "right": "甲乙"}, "还含有错的写法"),
    ):
        answer = browser.post(url, data)
        assert answer.status_code == 422 and said in answer.content.decode()
    browser.post(reverse("typo_delete", args=[Typo.objects.get(wrong="错的词").pk]))
    assert not Typo.objects.filter(wrong="错的词").exists()
    assert "删去" not in client_for(preparer).get(url).content.decode()
