"""Which stored indicator a row of a portal's workbook is of: by project code, name, tiers and indicator."""

from collections.abc import Iterable

from indicators.models import Indicator, PerformanceGoal
from perfgoals.common.text import quoted
from reading.filling import Wanted
from reading.sameness import folded


class NoMatch(Exception):
    """No stored indicator, or more than one, is meant; the text says which and what to do."""


class Matcher:
    """Goals, loaded `with_project()` and `with_indicators()`, found again by what a row says."""

    def __init__(self, goals: Iterable[PerformanceGoal]):
        self._by_name: dict[str, list[PerformanceGoal]] = {}
        self._by_code: dict[str, list[PerformanceGoal]] = {}
        self._given: set[int] = set()
        for goal in goals:
            self._by_name.setdefault(folded(goal.project.name), []).append(goal)
            if code := goal.project.project_code.strip():
                self._by_code.setdefault(code, []).append(goal)

    def find(self, row: Wanted) -> Indicator:
        """The indicator of a row. Of rows that read alike the first is for the first such row, and so on.

        Raises NoMatch.
        """
        goal = self._project(row)
        said = folded(row.keys["indicator"])
        alike = [each for each in goal.indicators.all() if folded(each.name) == said]
        if not alike:
            raise NoMatch(f"项目{quoted(goal.project.name)}里没有指标{quoted(row.keys['indicator'])}。")
        narrowed = [each for each in alike if self._of_tiers(each, row)]
        if not narrowed:
            tiers = " › ".join(filter(None, (row.keys["tier1"], row.keys["tier2"])))
            raise NoMatch(f"指标{quoted(row.keys['indicator'])}在系统里不在{quoted(tiers)}下，请核对。")
        free = [each for each in narrowed if each.pk not in self._given]
        if not free:
            raise NoMatch(f"指标{quoted(row.keys['indicator'])}在文件里比系统里多一行。")
        self._given.add(free[0].pk)
        return free[0]

    def _project(self, row: Wanted) -> PerformanceGoal:
        name, code = row.keys["name"], row.keys["project_code"]
        if code and (found := self._by_code.get(code)):
            return found[0]
        if not name:
            raise NoMatch(f"项目编码“{code}”在系统里没有找到。" if code else "这一行没有写明是哪个项目。")
        found = [goal for goal in self._by_name.get(folded(name), []) if _of_unit(goal, row)]
        if not found:
            raise NoMatch(f"系统里没有项目{quoted(name)}，或不在您的单位范围内。")
        if len(found) > 1:
            units = "、".join(goal.project.department.label for goal in found[:3])
            raise NoMatch(f"有几个单位都有项目{quoted(name)}（{units}），分不清是哪一个。请分单位下载填写。")
        return found[0]

    @staticmethod
    def _of_tiers(indicator: Indicator, row: Wanted) -> bool:
        """A tier that the file does not say excludes nothing."""
        category = indicator.category
        pairs = ((row.keys["tier2"], category.name), (row.keys["tier1"], category.parent.name))
        return all(not said or _tier(said) == _tier(stored) for said, stored in pairs)


def _tier(name: str) -> str:
    return folded(name).removesuffix("指标")


def _of_unit(goal: PerformanceGoal, row: Wanted) -> bool:
    """A unit that the file does not say, or says in other words than code or name, excludes nothing."""
    unit, department = row.keys["unit"] or row.keys["unit_code"], goal.project.department
    if not unit:
        return True
    said = folded(unit)
    return said in map(folded, (department.code, department.name, department.label)) or said.startswith(
        department.code
    )
