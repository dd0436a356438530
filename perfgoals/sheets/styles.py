"""Number formats of a workbook: all that is read of its style sheet."""

from .markup import Attributes, Budget, MarkupReader, read_all
from .numberformat import BUILTIN, GENERAL
from .package import Package

_MOST_FORMATS = 65_000  # a spreadsheet program writes no more cell styles


def read_number_formats(package: Package, name: str, budget: Budget) -> list[str]:
    """The format code by style index (attribute s of a cell)."""
    reader = MarkupReader(name, budget)
    own: dict[str, str] = {}
    used: list[str] = []
    in_cell_formats = False

    def define(attributes: Attributes) -> None:
        if len(own) < _MOST_FORMATS:
            own[attributes.get("numFmtId", "")] = attributes.get("formatCode", GENERAL)

    def enter(attributes: Attributes) -> None:
        nonlocal in_cell_formats
        in_cell_formats = True

    def leave() -> None:
        nonlocal in_cell_formats
        in_cell_formats = False

    def use(attributes: Attributes) -> None:
        if in_cell_formats and len(used) < _MOST_FORMATS:
            used.append(attributes.get("numFmtId", "0"))

    reader.starts = {"numFmt": define, "cellXfs": enter, "xf": use}
    reader.ends = {"cellXfs": leave}
    read_all(reader, package.chunks(name))
    # Definitions may follow their use, so codes are looked up last.
    builtin = {str(number): code for number, code in BUILTIN.items()}
    return [own.get(number) or builtin.get(number, GENERAL) for number in used]
