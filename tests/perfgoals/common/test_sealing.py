"""Short secrets that the database keeps but can't give away alone."""

import pytest

from perfgoals.common.sealing import NotSealedHere, digest, seal, unseal

pytestmark = pytest.mark.pure


def test_what_was_sealed_comes_back():
    assert unseal(seal("密钥", purpose="a"), purpose="a") == "密钥"


@pytest.mark.parametrize("token", ["", "x", "中文", "\ud800"])
def test_what_was_never_sealed(token):
    with pytest.raises(NotSealedHere):
        unseal(token, purpose="a")


def test_another_purpose_another_key_and_too_old(settings):
    token = seal("text", purpose="a")
    with pytest.raises(NotSealedHere):
        unseal(token, purpose="b")
    with pytest.raises(NotSealedHere):
        unseal(token, purpose="a", max_age=-1)
    known = digest("text", purpose="a")
    assert known == digest("text", purpose="a") != digest("text", purpose="b")
    settings.SECRET_KEY = "another key of another site"
    assert digest("text", purpose="a") != known
    with pytest.raises(NotSealedHere):
        unseal(token, purpose="a")
