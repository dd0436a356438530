"""归类: does each indicator stand under the tier that it measures?"""

import re
from collections.abc import Iterator
from functools import lru_cache

from perfgoals.language.lexicon import DATE, normalise
from perfgoals.language.quantities import find_quantities

from .costs import money_in
from .registry import CheckSettings, Hit, project_check, row_check
from .row_reading import RowReading
from .sources import GUIDE_2021, MEASURES_2015
from .subject import CheckedProject

_MEANING = GUIDE_2021 + "：各类指标的含义"
_TIMELINESS = re.compile(
    "及时|按时|按期|准时|如期|时限|时效|工期|截止日|截止时间|结束日|结束时间|完成日期|完成时间|完工时间|开工时间|竣工时间|竣工日期|验收时间|办结时间|"
    "拨付时间|发放时间|支付时间|响应时间|到位时间|交付时间|起止时间|时间节点|进度"
)
_PROGRESS_OF_WORK = re.compile("进度(?:款|表|计划|报告)|不及时")
_DEADLINE_VALUE = re.compile(
    rf"(?:于|在|截至|截止)?\s?(?:{DATE}|年底|年末|月底|季末|春节|国庆|汛期)\s?[前底末]?(?:之前|以前|前)?(?:全面|全部)?(?:完成|完工|竣工|结束|办结|到位)?[。.]?"
)
# Who steers the work or pays for it, by how their names end: 相关部门, 河长办, 县财政局, 镇政府.
_OFFICE = re.compile(
    r"(?:部门|[^干学俱]部|主管|上级|领导|机关|(?<![村居业])委|局|厅|署|[河湖林田路]长办|(?<!经)办|办公室|处|[^学]科|科室|股室?|政府|指挥部|管委会|"
    r"领导小组|工作组|专班|街道|乡镇|镇街|(?:相关|有关|各|主管|上级|协作|配合|本|成员|业主|建设|监管|管理|责任|牵头|项目|实施|预算)单位|^单位)"
    r"(?:人员|工作|和单位|单位|对[^，。]{0,12}|的)?$"
)
# 参训单位, 用人单位, 用云部门 are served themselves.
_SERVED = re.compile(
    r"群众|居民|村民|对象|学员|学生|家长|患者|企业|职工|干部|老人|儿童|游客|市民|农户|商户|用户|读者|观众|教师|师生|受益|"
    r"[参送申][训会加赛与检请报]单位|受[援益助训检]单位|用人单位|服务单位|使用(?:部门|单位)|用[\u4e00-\u9fff]{1,2}(?:部门|单位)|接入(?:部门|单位)|办事"
)
_ASKED = re.compile(r"(?:的|总体|综合)?满意.*$")
_SURVEY = re.compile(r"满意.{0,4}(?:问卷|调查|回访|测评|测验|反馈表|评价表)")
_SAVING = re.compile(r"(?:节约|节省|节支|降低|下降|压减|偏差|超支|超概)率?")


@row_check(
    title="数量指标下是比率",
    explanation="数量指标写完成的个数、人数、次数；覆盖率、完成率等比率宜归入质量指标或时效指标。",
    source=_MEANING,
    weight=50,
    under=("数量",),
)
def rate_under_quantity(row: RowReading) -> Iterator[Hit]:
    """A 数量 row whose name is a rate or whose value is a percentage."""
    percentages = [field for field, text in row.targets if _is_share(text)]
    if percentages or row.names_rate:
        message = f"“{row.name}”是比率，宜归入质量指标或时效指标；数量指标请写个数、人数或次数。"
        yield Hit(percentages[0] if percentages else "name", message)


def _is_share(text: str) -> bool:
    """Nothing but percentages is counted: 7期，出勤率≥95% states a number too."""
    quantities = find_quantities(text)
    return bool(quantities) and all(quantity.is_percentage for quantity in quantities)


@row_check(
    title="质量或时效指标下是金额",
    explanation="补助标准、单价等金额宜归入成本指标。",
    source=_MEANING,
    weight=50,
    under=("质量", "时效"),
)
def money_under_quality(row: RowReading) -> Iterator[Hit]:
    """A 质量 or 时效 row whose value is a sum of money."""
    if any(money_in(row, text) and not _holds_share(text) for _, text in row.targets):
        yield Hit(row.targets[0][0], f"“{row.name}”是金额，宜归入成本指标。")


def _holds_share(text: str) -> bool:
    """500元以上设备合格率98%: the target is the share."""
    return any(quantity.is_percentage for quantity in find_quantities(text))


@row_check(
    title="质量或数量指标下是时效",
    explanation="及时、按时、完成时间、截止日期等宜归入时效指标。",
    source=_MEANING,
    weight=50,
    under=("质量", "数量"),
)
def timeliness_under_quality(row: RowReading) -> Iterator[Hit]:
    """A 质量 or 数量 row whose name is about being in time, or whose value is a date."""
    if "数量" in row.category and (row.names_rate or any(_holds_share(text) for _, text in row.targets)):
        return  # rate_under_quantity says it already
    if _speaks_of_time(row.name) or any(_is_deadline(text) for _, text in row.targets):
        yield Hit("name", f"“{row.name}”说的是时间，宜归入时效指标，现在“{row.tier2}”下。")


@lru_cache(maxsize=8192)
def _speaks_of_time(name: str) -> bool:
    return _TIMELINESS.search(name) is not None and _PROGRESS_OF_WORK.search(name) is None


@lru_cache(maxsize=8192)
def _is_deadline(text: str) -> bool:
    return _DEADLINE_VALUE.fullmatch(normalise(text).strip()) is not None


@project_check(
    title="成本指标没有金额",
    explanation="成本指标应写明总成本或单位成本的金额。",
    source=_MEANING,
    weight=50,
)
def no_money_in_cost(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """None of the 成本 rows states a sum of money."""
    rows = [row for row in project.cost_rows if not _SAVING.search(row.name)]
    if (
        len(rows) == len(project.cost_rows)
        and rows
        and not any(money_in(row, text) for row in rows for _, text in row.targets)
    ):
        names = "、".join(f"“{row.name}”" for row in rows)
        yield Hit("annual_target", f"成本指标{names}没有写明金额，请填写总额或单价。", rows[0].key)


@row_check(
    title="满意度写在别的指标下",
    explanation="满意度应归入满意度指标，否则会与效益指标重复计分。",
    source=_MEANING,
    weight=50,
)
def satisfaction_misplaced(row: RowReading) -> Iterator[Hit]:
    """满意 in the name of a row outside 满意度."""
    misplaced = (
        row.applies and "满意" in row.name and "满意" not in row.category and not _SURVEY.search(row.name)
    )
    if misplaced:
        yield Hit("name", f"“{row.name}”宜归入满意度指标，现在“{row.tier2}”下。")


@project_check(
    title="只调查了部门的满意度",
    explanation="满意度应调查项目的服务对象或受益人，而不是主管或相关部门。",
    source=MEASURES_2015 + "：满意度指标反映服务对象或受益人的认可程度",
    weight=35,
)
def satisfaction_of_departments(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """Every satisfaction row asks a department, none asks those served."""
    rows = list(project.rows_of("满意"))
    if rows and all(_asks_offices(row.name) for row in rows):
        names = "、".join(dict.fromkeys(f"“{row.name}”" for row in rows))
        yield Hit("name", f"满意度只有{names}，请增加服务对象或受益群众的满意度。", rows[0].key)


@lru_cache(maxsize=8192)
def _asks_offices(name: str) -> bool:
    """Only those who steer or pay are asked: 相关部门, 河长办; 用云部门 and 参训单位 are those served."""
    asked = _ASKED.sub("", "".join(name.split()))
    return not _SERVED.search(asked) and _OFFICE.search(asked) is not None


@project_check(
    title="同一指标写了两行",
    explanation="同一二级指标下名称相同的两行只应留一行，多半是复制或粘贴时重复。",
    source=_MEANING,
    weight=60,
)
def repeated_indicator(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A row whose name stands under the same 二级 already; each such row once."""
    seen = set()
    for row in project.rows:
        key = (row.reading.category, row.reading.plain_name)
        if key in seen and key[1]:
            yield Hit("name", f"{row.tier2}“{row.name}”已有一行，请删去重复的，或写明两者的区别。", row.key)
        seen.add(key)
