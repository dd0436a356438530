from .finding import CheckAnswer, CheckRun, CheckSetting, CheckTally, GoalCheck, GoalFinding
from .goal import PerformanceGoal
from .help import FieldHelp
from .indicator import Indicator
from .library import LibraryIndicator
from .portal import PortalFile
from .saved_view import SavedView
from .scheme import CategoryMapping, CycleRules, IndicatorCategory, IndicatorScheme
from .table_import import ImportItem, LayoutMapping, TableImport
from .unit_count import CountRun, UnitChange, UnitCount, UnitWords

__all__ = [
    "CategoryMapping",
    "CheckAnswer",
    "CheckRun",
    "CheckSetting",
    "CheckTally",
    "CountRun",
    "CycleRules",
    "FieldHelp",
    "GoalCheck",
    "GoalFinding",
    "ImportItem",
    "Indicator",
    "IndicatorCategory",
    "IndicatorScheme",
    "LayoutMapping",
    "LibraryIndicator",
    "PerformanceGoal",
    "PortalFile",
    "SavedView",
    "TableImport",
    "UnitChange",
    "UnitCount",
    "UnitWords",
]
