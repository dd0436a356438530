"""What a person should look at before a file is written: another year or place in its title, and projects
that may be stored under a slightly different name."""

import re
from collections import defaultdict
from collections.abc import Iterable

from projects.models import BudgetCycle
from reading.blocks import Consent, FileFinding, Level, SheetSummary
from reading.sameness import folded

_SIGNS = re.compile(r"[\W_]+")
_BELOW_COUNTIES = ("镇", "乡", "街道")


def title_doubts(sheets: Iterable[SheetSummary], cycle: BudgetCycle) -> dict[str, FileFinding]:
    """By sheet: its title names another year or place than the cycle, so its projects need a confirmation."""
    return {sheet.name: finding for sheet in sheets if (finding := _title_doubt(sheet, cycle))}


def _title_doubt(sheet: SheetSummary, cycle: BudgetCycle) -> FileFinding | None:
    heading = sheet.heading
    said = []
    if heading.fiscal_year and heading.fiscal_year != cycle.fiscal_year:
        said.append(f"年度是{heading.fiscal_year}年，本批次是{cycle.fiscal_year}年")
    if heading.region and not _same_place(heading.region, cycle.region):
        said.append(f"地区是“{heading.region}”，本批次是“{cycle.region}”")
    if not sheet.blocks or not said:
        return None
    action = "请核对是否选错了文件或批次；确实要导入本批次的，请先确认"
    reason = f"表名中的{'，'.join(said)}"
    return FileFinding(
        Level.WARNING, reason, action, sheet.name, value=heading.title[:200], consent=Consent.TITLE
    )


def _same_place(said: str, region: str) -> bool:
    """曲江区 and 韶关市曲江区 are one place; a town's own table is no surprise in its county."""
    if said.endswith(_BELOW_COUNTIES) and not region.endswith(_BELOW_COUNTIES):
        return True
    return not region or said.endswith(region) or region.endswith(said)


def near_key(name: str) -> str:
    """What two names have in common that differ by brackets, quotes, dashes, blanks and other signs only."""
    return _SIGNS.sub("", folded(name))


class NearNames:
    """The names of stored projects, to be found by near names of the same unit."""

    def __init__(self, stored: Iterable[tuple[str, str]]) -> None:
        self._names: dict[tuple[str, str], list[str]] = defaultdict(list)
        for unit, name in stored:
            self._names[unit, near_key(name)].append(name)

    def of(self, unit: str, name: str) -> list[str]:
        """Stored names that `name` may mean, none if it is stored itself; later calls know `name` too."""
        known = self._names[unit, near_key(name)]
        if name in known:
            return []
        found = list(known)
        known.append(name)
        return found
