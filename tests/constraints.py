"""One question asked of every constraint: both the form and the database must refuse, the form in Chinese."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction


def assert_refused(instance, message):
    """`instance` is refused by full_clean() with `message`, and by the database without it."""
    with pytest.raises(ValidationError) as refusal:
        instance.full_clean()
    assert message in " ".join(refusal.value.messages)
    assert_refused_by_database(instance)


def assert_refused_by_database(instance):
    with pytest.raises(IntegrityError), transaction.atomic():
        instance.save()
