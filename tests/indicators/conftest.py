"""Who takes a table along its way, and tables that are under way."""

import pytest

from filings.enums import FilingStatus
from tests.indicators.flow import bring_to, ready_goal


@pytest.fixture
def staff(preparer, supervisor, approver):
    return {"preparer": preparer, "supervisor": supervisor, "approver": approver}


@pytest.fixture
def submitted(unit, cycle, staff):
    return bring_to(ready_goal(unit, cycle), FilingStatus.SUBMITTED, **staff)


@pytest.fixture
def endorsed(unit, cycle, staff):
    return bring_to(ready_goal(unit, cycle), FilingStatus.ENDORSED, **staff)
