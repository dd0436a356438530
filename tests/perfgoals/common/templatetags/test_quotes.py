import pytest
from django.template import Context, Template

pytestmark = pytest.mark.pure


def test_a_name_on_a_page_stands_in_quotes_and_is_escaped():
    page = Template("{% load quotes %}{{ name|quoted }}")
    assert page.render(Context({"name": "“两新”<b>党组织"})) == "“‘两新’&lt;b&gt;党组织”"
