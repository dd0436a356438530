"""What a row of a list takes from the rows above it (同上), or says for those below it (a unit alone)."""

import re
from collections.abc import Mapping
from functools import lru_cache

from perfgoals.language.codes import split_unit
from perfgoals.sheets import Cell, Row

from ..cleaning import single_line
from ..indicator_rows import CONTENT
from ..titles import reporting_unit_of

_DITTO = re.compile(r"同上(?:行|格)?|[〃″]|〞|””|\"")
_CARRIED = ("unit", "unit_code", "supervisor")
_LONGEST_UNIT = 30
_LONGEST_DITTO = 4
_OFFICE = re.compile(
    r"(?:局|委|办|院|校|学|园|所|队|站|心|会|厅|部|府|处|馆|社|场|公司|中心|办公室)(?:[(（].*)?$"
)


def without_dittos(project: dict[str, Cell]) -> dict[str, Cell]:
    """The project's cells of a row without 同上: beside such a name all of them, else the unit's."""
    if not any(_is_ditto(cell) for cell in project.values()):
        return project
    same_project = "name" not in project or _is_ditto(project["name"])
    dropped = project.keys() if same_project else _CARRIED
    return {key: cell for key, cell in project.items() if key not in dropped or not _is_ditto(cell)}


def without_ditto_tiers(indicator: dict[str, Cell]) -> dict[str, Cell]:
    """Tiers are carried down: 同上 says no more than an empty cell."""
    dittos = [key for key in ("tier1", "tier2") if key in indicator and _is_ditto(indicator[key])]
    return {key: cell for key, cell in indicator.items() if key not in dittos} if dittos else indicator


def _is_ditto(cell: Cell) -> bool:
    return len(cell.text) <= _LONGEST_DITTO and _says_ditto(cell.text)


@lru_cache(maxsize=1024)
def _says_ditto(text: str) -> bool:
    return _DITTO.fullmatch(text.strip()) is not None


def unit_over_projects(row: Row, fields: Mapping[int, str]) -> str:
    """The unit that a row names over its projects; its sum may stand beside it. "" for any other row.

    Only for lists in which no column names the unit; `fields` are the fields by column.
    """
    column, first = next(iter(row.cells.items()))
    beside = {fields.get(n) for n in row.cells if n != column}
    text = single_line(first.text)
    if not beside <= {"amount"} or len(text) > _LONGEST_UNIT or fields.get(column) in CONTENT:
        return ""
    unit = reporting_unit_of(text) or text
    code, name = split_unit(unit)
    return unit if _OFFICE.search(name) and (code or unit != text) else ""
