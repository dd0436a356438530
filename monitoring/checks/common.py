"""Checks of both kinds: the money adds up, the rows are those that were approved, nothing of the template."""

import re
from collections.abc import Iterator
from decimal import Decimal

from indicators.checks.registry import Hit
from indicators.enums import CheckLevel, CheckOutcome
from perfgoals.common.money import format_amount
from perfgoals.language.enums import TargetKind
from perfgoals.language.lexicon import normalise
from perfgoals.language.targets import parse_target

from ..enums import MoneySource
from ..lights import BORDER, plain
from ..subject import MONEY_LABELS, ApprovedRow, MeasuredProject, MeasuredRow
from .registry import CheckList

SAME_YARDSTICK = "财预〔2015〕88号：批复的绩效目标是监控和自评的依据"
COMMON = CheckList()
WAN, CENT_OF_WAN = Decimal(10_000), Decimal(100)

_TEMPLATE_ROW = re.compile(r"(?:指标|目标)\s*\d{1,2}\s*[:：.、]?|(?:…|\.{3,}|·{3,})+|\.{2}")
_INSTRUCTION = re.compile(
    r"[(（][^()（）]{0,30}\d+\s*字\s*(?:以内|左右|以上)[^()（）]{0,10}[)）]"
    r"|(?:请|应)(?:在此|据实|简要)?(?:填写|填报|说明|描述)"
    r"|[*×]\s*[xX]{2}|(?:待填|此处填写)"
)


@COMMON.check(
    title="资金合计与分项不符",
    explanation="年度资金总额应等于财政拨款、上年结转和其他资金之和。",
    source="自评表、监控表的表内勾稽关系",
    level=CheckLevel.BLOCKING,
)
def parts_differ(project: MeasuredProject) -> Iterator[Hit]:
    """In some column the sum row is not the sum of the parts that are filled in."""
    total = project.money.get(MoneySource.TOTAL)
    parts = [project.money[source] for source in MoneySource.parts() if source in project.money]
    for name, label in MONEY_LABELS.items() if total else ():
        known = [amount for part in parts if (amount := getattr(part, name)) is not None]
        stated, added = getattr(total, name), sum(known, Decimal(0))
        if known and stated is not None and not _same_sum(stated, added, known):
            message = (
                f"{label}：年度资金总额填写 {format_amount(stated)} 元，"
                f"各项资金合计 {format_amount(added)} 元，请核对。"
            )
            yield Hit(name, message, proposal=format_amount(added))


def _same_sum(stated: Decimal, added: Decimal, parts: list[Decimal]) -> bool:
    """Equal, or as far apart as amounts printed in 万元 with two decimals may be by rounding."""
    if stated == added:
        return True
    in_wan = stated >= WAN and all(amount % CENT_OF_WAN == 0 for amount in (stated, *parts))
    return in_wan and abs(stated - added) <= CENT_OF_WAN


def rounding_of_rate(project: MeasuredProject) -> Decimal:
    """How far (in %) the rate may be off because its amounts were printed in 万元 with two decimals."""
    budget, executed = project.total.budget, project.total.executed
    if not budget or executed is None or budget % CENT_OF_WAN or executed % CENT_OF_WAN:
        return Decimal(0)
    return (CENT_OF_WAN / 2) * (1 + executed / budget) * 100 / budget


@COMMON.check(
    title="填写的执行率与金额不符",
    explanation="执行率应等于执行数除以全年预算数。",
    source="自评表、监控表的表内勾稽关系",
    level=CheckLevel.BLOCKING,
)
def rate_differs(project: MeasuredProject) -> Iterator[Hit]:
    """The stated rate is another one than the amounts give, or stands where they give none."""
    stated, rate = project.stated_rate, project.rate
    if stated is None:
        return
    if rate is None:
        message = f"填写了执行率 {plain(stated)}%，但预算数或执行数没有填写，或预算数为 0，无法核对。"
        yield Hit("stated_rate", message, outcome=CheckOutcome.UNDECIDED)
    elif abs(stated - rate) > _tolerance(stated) + rounding_of_rate(project):
        shown = plain(rate, 2)
        message = f"执行率填写 {plain(stated)}%，按执行数和全年预算数计算应为 {shown}%，请核对。"
        yield Hit("stated_rate", message, proposal=f"{shown}%")


def _tolerance(stated: Decimal) -> Decimal:
    """Half of what is shown last: 98.4 may be 98.43."""
    return Decimal(5).scaleb(min(stated.normalize().as_tuple().exponent, 0) - 1)


@COMMON.check(
    title="指标与批复的目标不一致",
    explanation="监控和自评必须按批复的绩效目标逐条填写，不得增减、改名或修改指标值。",
    source=SAME_YARDSTICK,
    level=CheckLevel.BLOCKING,
)
def differs_from_approved(project: MeasuredProject) -> Iterator[Hit]:
    """Rows added, dropped, renamed or with another target than in the goal table that is measured."""
    if project.approved is None:
        if project.rows:
            message = "系统中没有这个项目的绩效目标表，无法核对指标是否与批复的一致。"
            yield Hit("indicators", message, outcome=CheckOutcome.UNDECIDED)
        return
    pairs, added, dropped = paired(project)
    for row, approved in pairs:
        if row.place[1] != approved.place[1]:
            message = f"{row.label}批复时的名称是“{approved.name}”，请按批复的目标填写。"
            yield Hit("name", message, row.key, proposal=approved.name)
        if _plain(row.target) != _plain(approved.target):
            message = f"{row.label}的指标值填写“{row.target}”，批复的是“{approved.target}”，请改为批复的值。"
            yield Hit("target", message, row.key, proposal=approved.target)
    for row in added:
        if not is_template_row(row):
            yield Hit("name", f"{row.label}不在批复的绩效目标中，请删除，或先办理绩效目标调整。", row.key)
    for approved in dropped:
        yield Hit("indicators", f"缺少批复的指标“{approved.name}”（{approved.target}），请补填。")


def paired(
    project: MeasuredProject,
) -> tuple[list[tuple[MeasuredRow, ApprovedRow]], list[MeasuredRow], list[ApprovedRow]]:
    """(pairs, rows that the goal table lacks, approved rows that are missing).

    By the row the table was made from, else by 二级 and name, else by name; what is left of one 二级 with the
    same target is the same indicator under another name.
    """
    left = {approved.key: approved for approved in project.approved or ()}
    pairs, rest = [], list(project.rows)
    for same in (_same_key, _same_place, _same_name, _same_target):
        waiting, rest = rest, []
        for row in waiting:
            match = next((approved for approved in left.values() if same(row, approved)), None)
            if match is None:
                rest.append(row)
            else:
                pairs.append((row, left.pop(match.key)))
    return pairs, rest, list(left.values())


def _same_key(row: MeasuredRow, approved: ApprovedRow) -> bool:
    return row.approved_key is not None and row.approved_key == approved.key


def _same_place(row: MeasuredRow, approved: ApprovedRow) -> bool:
    return row.place == approved.place


def _same_name(row: MeasuredRow, approved: ApprovedRow) -> bool:
    return bool(row.name) and row.place[1] == approved.place[1]


def _same_target(row: MeasuredRow, approved: ApprovedRow) -> bool:
    alike = row.place[0] == approved.place[0] and _plain(row.target) == _plain(approved.target)
    return bool(row.name) and alike


def _plain(text: str) -> str:
    return "".join(normalise(text).split())


@COMMON.check(
    title="模板内容没有删除",
    explanation="模板中的示例行和填写说明应当删除或换成实际内容。",
    source="公开的自评表中常见的错误",
    level=CheckLevel.BLOCKING,
)
def template_left(project: MeasuredProject) -> Iterator[Hit]:
    """Rows such as 指标2：and ……, and instructions such as （100字以内）."""
    for row in project.rows:
        if is_template_row(row):
            yield Hit("name", f"“{row.name}”是模板中留下的行，请填写或删除。", row.key)
    for field, text, key in _texts(project):
        if match := _INSTRUCTION.search(text):
            message = f"留有模板中的填写说明“{match[0]}”，请删除。"
            yield Hit(field, message, key)


def is_template_row(row: MeasuredRow) -> bool:
    """A row that stands in the template and that nobody has filled in."""
    return bool(_TEMPLATE_ROW.fullmatch(row.name.strip()))


def _texts(project: MeasuredProject) -> Iterator[tuple[str, str, object]]:
    for name in ("objective", "result", "problems", "improvements", "conclusion"):
        if text := getattr(project, name, ""):
            yield name, text, None
    for row in project.rows:
        for name in ("name", "target", "actual"):
            yield name, getattr(row, name), row.key


@COMMON.check(
    title="没有指标值",
    explanation="指标值应写在指标值一栏；写在指标名称里的，不能与完成值比较。",
    source="财预〔2015〕88号：绩效指标应有具体的指标值",
    level=CheckLevel.BLOCKING,
)
def target_missing(project: MeasuredProject) -> Iterator[Hit]:
    """No target, perhaps because it stands inside the name (举办培训≥3期)."""
    for row in project.rows:
        if is_template_row(row) or not row.name or parse_target(row.target).kind != TargetKind.EMPTY:
            continue
        if (inside := parse_target(row.name)).number is not None:
            message = f"{row.label}的指标值写在了名称里，指标值一栏是空的，请移到指标值一栏。"
            sign = inside.sign.value if inside.sign and inside.sign.value != "=" else ""
            yield Hit("target", message, row.key, proposal=f"{sign}{plain(inside.number)}{inside.unit}")
        else:
            yield Hit("target", f"{row.label}没有指标值，请按批复的目标填写。", row.key)


@COMMON.check(
    title="完成值与指标值的单位不同",
    explanation="完成值应使用指标值的计量单位，便于核对。",
    source="公开的自评表中常见的错误",
)
def unit_differs(project: MeasuredProject) -> Iterator[Hit]:
    """Another unit: converted where that is certain (72890元 beside 7.29万元), else undecided."""
    for row in project.rows:
        wanted, found = parse_target(row.target), parse_target(row.actual)
        if None in (wanted.number, found.number) or not found.unit or wanted.unit in ("", found.unit):
            continue
        message = f"{row.label}的指标值是“{row.target}”，完成值是“{row.actual}”，单位不同"
        compared = row.compared
        if compared.actual is None:
            yield Hit("actual", f"{message}，不能换算，请改用“{wanted.unit}”填写。", row.key)
        else:
            shown = f"{plain(compared.actual, 4)}{wanted.unit}"
            yield Hit("actual", f"{message}，合 {shown}，请改用同一单位。", row.key, proposal=shown)


@COMMON.check(
    title="完成值正好等于指标值，指标值写的是大于或小于",
    explanation=(
        "“＞98%”“不到7天”不含 98% 和 7 天本身；以上、以下、以内、不低于、不超过含本数。"
        "相等的按规则计满分，是否算完成请核对。"
    ),
    source="民法典第一千二百五十九条：不满、超过、以外不包括本数",
)
def at_strict_border(project: MeasuredProject) -> Iterator[Hit]:
    """98% beside ＞98%: the rules give all the points, but somebody should see that it is not more."""
    for row in project.rows:
        if row.compared.is_number and row.compared.at_strict_border:
            message = (
                f"{row.label}的指标值是“{row.target}”，完成值“{row.actual}”{BORDER[row.compared.sign]}，"
                "请核对完成值，或说明情况。"
            )
            yield Hit("actual", message, row.key)
