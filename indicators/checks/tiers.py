"""归类: does each indicator stand under the tier that it measures?"""

import re
from collections.abc import Iterator

from perfgoals.language.lexicon import normalise
from perfgoals.language.quantities import find_quantities

from .costs import money_in
from .registry import CheckSettings, Hit, project_check
from .sources import GUIDE_2021, MEASURES_2015
from .subject import CheckedProject

_MEANING = GUIDE_2021 + "：各类指标的含义"
_TIMELINESS = re.compile("及时|按时|按期|准时|时限|时效")
_SUPERVISORS = re.compile("部门|单位|领导|上级|主管")


@project_check(
    title="数量指标下是比率",
    explanation="数量指标写完成的个数、人数、次数；覆盖率、完成率等比率宜归入质量指标或时效指标。",
    source=_MEANING,
)
def rate_under_quantity(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A 数量 row whose name is a rate or whose value is a percentage."""
    for row in project.rows("数量"):
        percentages = [f for f, text in row.targets if any(q.is_percentage for q in find_quantities(text))]
        if percentages or row.names_rate:
            message = f"“{row.name}”是比率，宜归入质量指标或时效指标；数量指标请写个数、人数或次数。"
            yield Hit(percentages[0] if percentages else "name", message, row.key)


@project_check(
    title="质量或时效指标下是金额",
    explanation="补助标准、单价等金额宜归入成本指标。",
    source=_MEANING,
)
def money_under_quality(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A 质量 or 时效 row whose value is a sum of money."""
    for row in project.rows("质量", "时效"):
        if any(money_in(row, text) for _, text in row.targets):
            yield Hit(row.targets[0][0], f"“{row.name}”是金额，宜归入成本指标。", row.key)


@project_check(
    title="质量指标下是时效",
    explanation="及时、按时等宜归入时效指标。",
    source=_MEANING,
)
def timeliness_under_quality(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A 质量 row whose name is about being in time."""
    for row in project.rows("质量"):
        if _TIMELINESS.search(row.name):
            yield Hit("name", f"“{row.name}”说的是时间，宜归入时效指标。", row.key)


@project_check(
    title="成本指标没有金额",
    explanation="成本指标应写明总成本或单位成本的金额。",
    source=_MEANING,
)
def no_money_in_cost(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """None of the 成本 rows states a sum of money."""
    rows = project.cost_rows
    if rows and not any(money_in(row, text) for row in rows for _, text in row.targets):
        names = "、".join(f"“{row.name}”" for row in rows)
        yield Hit("annual_target", f"成本指标{names}没有写明金额，请填写总额或单价。", rows[0].key)


@project_check(
    title="满意度写在别的指标下",
    explanation="满意度应归入满意度指标，否则会与效益指标重复计分。",
    source=_MEANING,
)
def satisfaction_misplaced(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """满意 in the name of a row outside 满意度."""
    for row in project.indicators:
        if row.applies and "满意" in row.name and "满意" not in row.category:
            yield Hit("name", f"“{row.name}”宜归入满意度指标，现在“{row.tier2}”下。", row.key)


@project_check(
    title="只调查了部门的满意度",
    explanation="满意度应调查项目的服务对象或受益人，而不是主管或相关部门。",
    source=MEASURES_2015 + "：满意度指标反映服务对象或受益人的认可程度",
)
def satisfaction_of_departments(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """Every satisfaction row asks a department, none asks those served."""
    rows = list(project.rows("满意"))
    if rows and all(_SUPERVISORS.search(row.name) for row in rows):
        names = "、".join(dict.fromkeys(f"“{row.name}”" for row in rows))
        yield Hit("name", f"满意度只有{names}，请增加服务对象或受益群众的满意度。", rows[0].key)


@project_check(
    title="同一指标写了两行",
    explanation="同一二级指标下名称相同的两行只应留一行，多半是复制或粘贴时重复。",
    source=_MEANING,
)
def repeated_indicator(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A row whose name stands under the same 二级 already; each such row once."""
    seen = set()
    for row in project.indicators:
        key = (row.category, normalise(row.name).strip())
        if key in seen and key[1]:
            yield Hit("name", f"{row.tier2}“{row.name}”已有一行，请删去重复的，或写明两者的区别。", row.key)
        seen.add(key)
