"""A thing that is due, and the addresses of publication."""

from datetime import date

import pytest

from publication.models import PublicationTask


@pytest.fixture
def task(cycle):
    return PublicationTask.objects.create(cycle=cycle, title="年初公开", due_on=date(2024, 3, 1))
