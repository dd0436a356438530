"""What the cells of a workbook refer to, read from its parts."""

from .markup import Budget
from .package import Package
from .strings import read_shared_strings
from .styles import read_styles
from .values import ValueReader


def value_reader(
    package: Package, strings: str | None, styles: str | None, budget: Budget, *, from_1904: bool
) -> ValueReader:
    """`strings` and `styles` are names of parts; a workbook may lack them.

    They count once, however many processes read them for their sheets.
    """
    counting = Budget(budget.limits) if budget.shared else budget
    left = counting.left
    texts = read_shared_strings(package, strings, counting) if strings else []
    formats = read_styles(package, styles, counting) if styles else []
    budget.shared = budget.shared or left - counting.left
    return ValueReader(texts, formats, from_1904=from_1904)
