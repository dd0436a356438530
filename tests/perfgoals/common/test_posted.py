"""A form is bound by sending it, not by what was in it."""

import pytest
from django.test import RequestFactory

from perfgoals.common.posted import posted, posted_data

pytestmark = pytest.mark.pure


def test_looking_binds_nothing_and_sending_nothing_binds():
    looked, sent = RequestFactory().get("/?a=1"), RequestFactory().post("/", {})
    assert posted_data(looked) is None and posted(looked) == (None, None)
    assert posted_data(sent) is not None and posted(sent)[1] is not None
