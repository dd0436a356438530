from .goal import PerformanceGoal
from .indicator import Indicator
from .scheme import CycleRules, IndicatorCategory, IndicatorScheme

__all__ = ["CycleRules", "Indicator", "IndicatorCategory", "IndicatorScheme", "PerformanceGoal"]
