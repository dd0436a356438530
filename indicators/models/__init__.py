from .finding import CheckAnswer, CheckRun, CheckSetting, GoalFinding
from .goal import PerformanceGoal
from .help import FieldHelp
from .indicator import Indicator
from .library import LibraryIndicator
from .scheme import CycleRules, IndicatorCategory, IndicatorScheme

__all__ = [
    "CheckAnswer",
    "CheckRun",
    "CheckSetting",
    "CycleRules",
    "FieldHelp",
    "GoalFinding",
    "Indicator",
    "IndicatorCategory",
    "IndicatorScheme",
    "LibraryIndicator",
    "PerformanceGoal",
]
