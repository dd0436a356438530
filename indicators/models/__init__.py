from .finding import CheckAnswer, CheckRun, CheckSetting, GoalFinding
from .goal import PerformanceGoal
from .indicator import Indicator
from .scheme import CycleRules, IndicatorCategory, IndicatorScheme

__all__ = [
    "CheckAnswer",
    "CheckRun",
    "CheckSetting",
    "CycleRules",
    "GoalFinding",
    "Indicator",
    "IndicatorCategory",
    "IndicatorScheme",
    "PerformanceGoal",
]
