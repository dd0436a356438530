"""What the cells of a workbook refer to, read from its parts."""

from .markup import Budget
from .package import Package
from .strings import read_shared_strings
from .styles import read_styles
from .values import ValueReader


def value_reader(
    package: Package, strings: str | None, styles: str | None, budget: Budget, *, from_1904: bool
) -> ValueReader:
    """`strings` and `styles` are names of parts; a workbook may lack them."""
    return ValueReader(
        read_shared_strings(package, strings, budget) if strings else [],
        read_styles(package, styles, budget) if styles else [],
        from_1904=from_1904,
    )
