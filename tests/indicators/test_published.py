import pytest

from indicators.models import Indicator, PerformanceGoal
from tests.factories import published_table


@pytest.mark.parametrize("_", range(2))
def test_the_seed_is_there_for_every_test_that_asks(seed_cycle, unit, preparer, client_for, _):
    assert PerformanceGoal.objects.visible_to(preparer).in_cycle(seed_cycle).count() == 54
    assert Indicator.objects.count() == 530
    assert seed_cycle.title == published_table()["title"]
    assert client_for(preparer).get("/", follow=True).status_code == 200
