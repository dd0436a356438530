from .deadline import DeadlineExtension
from .finding import CheckAnswer, CheckRun, CheckSetting, GoalCheck, GoalFinding
from .goal import PerformanceGoal
from .help import FieldHelp
from .indicator import Indicator
from .library import LibraryIndicator
from .review import Remark, ReturnReason, ReviewAnswer, ReviewBlock, ReviewQuestion, ReviewSheet
from .saved_view import SavedView
from .scheme import CycleRules, IndicatorCategory, IndicatorScheme
from .table_import import ImportItem, LayoutMapping, TableImport
from .version import GoalTransition, GoalVersion

__all__ = [
    "CheckAnswer",
    "CheckRun",
    "CheckSetting",
    "CycleRules",
    "DeadlineExtension",
    "FieldHelp",
    "GoalCheck",
    "GoalFinding",
    "GoalTransition",
    "GoalVersion",
    "ImportItem",
    "Indicator",
    "IndicatorCategory",
    "IndicatorScheme",
    "LayoutMapping",
    "LibraryIndicator",
    "PerformanceGoal",
    "Remark",
    "ReturnReason",
    "ReviewAnswer",
    "ReviewBlock",
    "ReviewQuestion",
    "ReviewSheet",
    "SavedView",
    "TableImport",
]
