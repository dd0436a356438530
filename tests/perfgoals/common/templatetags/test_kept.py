"""The attributes of a form whose text the browser keeps."""

from types import SimpleNamespace

import pytest
from django.template import Context, Template

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ('"remark" 5 place mark=2', 'autocomplete="off" data-keep="7:remark:5:" data-mark="2"'),
        ('"sheet" 5 mark=words', 'autocomplete="off" data-keep="7:sheet:5" data-mark="a&lt;b"'),
        ('"sheet" 5 mark=1 form=fresh', 'autocomplete="off" data-keep="7:sheet:5" data-mark="1"'),
        ('"sheet" 5 mark=1 form=posted', 'autocomplete="off" data-keep="7:sheet:5" data-mark="1" data-bound'),
        ('"answer" 5 mark=never.timestamp', 'autocomplete="off" data-keep="7:answer:5" data-mark=""'),
    ],
)
def test_key_mark_and_whether_it_has_its_own_words(tag, expected):
    request = SimpleNamespace(user=SimpleNamespace(pk=7))
    values = {"place": None, "never": None, "words": "a<b", "request": request}
    values |= {"fresh": SimpleNamespace(is_bound=False), "posted": SimpleNamespace(is_bound=True)}
    assert Template(f"{{% load kept %}}{{% kept {tag} %}}").render(Context(values)) == expected
