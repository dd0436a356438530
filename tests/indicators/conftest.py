"""Tables that are under way."""

import pytest

from filings.enums import FilingStatus
from tests.indicators.flow import bring_to, ready_goal


@pytest.fixture
def submitted(unit, cycle, staff):
    return bring_to(ready_goal(unit, cycle), FilingStatus.SUBMITTED, **staff)


@pytest.fixture
def endorsed(unit, cycle, staff):
    return bring_to(ready_goal(unit, cycle), FilingStatus.ENDORSED, **staff)
