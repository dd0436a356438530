"""A migration that writes data writes into the database that is built."""

import pytest
from django.db import router

from perfgoals.backup.routing import building
from projects.models import BudgetCycle

pytestmark = pytest.mark.pure


def test_only_while_it_is_built():
    assert router.db_for_read(BudgetCycle) == router.db_for_write(BudgetCycle) == "default"
    with building("copy"):
        assert router.db_for_read(BudgetCycle) == router.db_for_write(BudgetCycle) == "copy"
    assert router.db_for_write(BudgetCycle) == "default"


def test_also_after_a_failure():
    with pytest.raises(ValueError, match="broken"), building("copy"):
        raise ValueError("broken")
    assert router.db_for_read(BudgetCycle) == "default"
