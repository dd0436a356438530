"""An approved goal and a round of its cycle; `staff` is everybody who takes steps."""

import pytest

from filings.enums import FilingStatus
from tests.factories import MonitoringRoundFactory
from tests.indicators.flow import bring_to, ready_goal


@pytest.fixture
def goal(unit, cycle, staff):
    return bring_to(ready_goal(unit, cycle), FilingStatus.APPROVED, **staff)


@pytest.fixture
def round(cycle):
    return MonitoringRoundFactory(cycle=cycle, last_month=6)
