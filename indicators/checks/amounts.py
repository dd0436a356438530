"""数字: do the numbers of one project agree with one another?"""

import math
from collections.abc import Iterator
from decimal import Decimal

from perfgoals.common.money import format_amount
from perfgoals.language.citations import find_money
from perfgoals.language.enums import TargetSign
from perfgoals.language.formulas import find_formulas
from perfgoals.language.lexicon import magnitude_of
from perfgoals.language.quantities import Quantity, find_quantities
from perfgoals.language.targets import parse_target

from ..enums import CheckLevel, CheckOutcome
from .costs import count_of, money_in, prices_of, same_base, total_of
from .registry import CheckSettings, Hit, project_check
from .sources import MEASURES_2015
from .subject import TARGET_LABELS, CheckedIndicator, CheckedProject
from .units import families

_MATCHED = MEASURES_2015 + "：绩效目标应与预算资金量相应匹配"
# Words of an objective that tell of more than one year.
_PHASES = ("分期", "分年", "逐年", "分阶段", "跨年", "三年", "五年")


@project_check(
    title="算式有误",
    explanation="单元格中的算式按写明的数字重新计算，结果与写明的结果不一致。",
    source=_MATCHED,
    level=CheckLevel.BLOCKING,
)
def formula_wrong(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A formula with a stated result that it does not give."""
    texts = [(None, field, text) for field, text in project.objectives]
    texts.append((None, "justification", project.justification))
    texts += [(row.key, field, text) for row in project.indicators for field, text in row.targets]
    for key, field, text in texts:
        for formula in find_formulas(text):
            if not formula.correct:
                right, stated = _plain(formula.computed), _plain(formula.stated)
                message = f"算式 {formula.expression} 按公式计算应为 {right}，表中写的是 {stated}，请核对。"
                yield Hit(field, message, key, right)


def _plain(number: Decimal) -> str:
    return f"{number:,f}"


@project_check(
    title="数量×单价与金额不符",
    explanation="数量指标乘以成本指标的单价（按人、次、月等）应与项目金额一致；还有其他支出的，请在成本指标写明。",
    source=_MATCHED,
    threshold=Decimal(1),
    threshold_label="允许相差（%）",
)
def price_times_count(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """The only unit price times the counts it is for is not the amount, nor the stated total without one."""
    prices = prices_of(project)
    counts = [count_of(project, per) for per in prices[0].per] if len(prices) == 1 else [None]
    if None in counts:
        return
    price, factors = prices[0], [count for count in counts if count is not None]
    product = math.prod(factors, start=price.amount)
    shown = "×".join(f"{factor.normalize():f}" for factor in [*factors, price.amount])
    found = f"数量×单价为 {shown}={format_amount(product)} 元，"
    total = total_of(project)
    if project.amount is None and total is None:
        yield Hit("amount", found + "但没有项目金额，无法核对。", outcome=CheckOutcome.UNDECIDED)
        return
    what = "成本指标的总额" if project.amount is None and total else "项目金额"
    expected = total.amount if project.amount is None and total else project.amount
    if expected is not None and _differs(product, expected, settings.threshold("price_times_count")):
        advice = "请核对数量、单价或金额，或写明其余支出。"
        yield Hit(price.field, f"{found}{what}为 {format_amount(expected)} 元，{advice}", price.row.key)


def _differs(first: Decimal, second: Decimal, percent: Decimal) -> bool:
    return abs(first - second) * 100 > percent * max(abs(first), abs(second))


@project_check(
    title="成本总额与金额不符",
    explanation="成本指标写明的总额应与项目金额一致。",
    source=_MATCHED,
    threshold=Decimal(1),
    threshold_label="允许相差（%）",
)
def total_differs(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """The one total that the 成本 rows state is not the amount (above it, for a total with ≤)."""
    total = total_of(project)
    if total is None:
        return
    stated = f"成本指标“{total.row.name}”写明 {format_amount(total.amount)} 元，"
    if project.amount is None:
        yield Hit("amount", stated + "但没有项目金额，无法核对。", outcome=CheckOutcome.UNDECIDED)
        return
    percent = max(settings.threshold("total_differs"), Decimal(5 if total.approximate else 0))
    within = total.sign in (TargetSign.AT_MOST, TargetSign.LESS_THAN) and project.amount <= total.amount
    if _differs(total.amount, project.amount, percent) and not within:
        message = f"{stated}项目金额为 {format_amount(project.amount)} 元，请核对。"
        yield Hit(total.field, message, total.row.key)


@project_check(
    title="依据中的标准与成本不一致",
    explanation="设立依据或绩效目标写明的补助标准，与成本指标中同一口径的单价不一致。",
    source=_MATCHED,
)
def price_differs(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A unit price in the justification or an objective that a 成本 price for the same thing contradicts."""
    prices = prices_of(project)
    for field, text in (("justification", project.justification), *project.objectives):
        for cited in find_money(text) if prices and "元" in text else ():
            rivals = [price for price in prices if cited.per and same_base(price.per, cited.per)]
            if rivals and all(price.amount != cited.amount for price in rivals):
                rival = rivals[0]
                message = (
                    f"写明的标准为 {format_amount(cited.amount)} 元/{'/'.join(cited.per)}，成本指标"
                    f"“{rival.row.name}”为 {format_amount(rival.amount)} 元/{'/'.join(rival.per)}，请核对。"
                )
                yield Hit(field, message)


@project_check(
    title="周期值与年度值的单位不同",
    explanation="同一指标的实施周期值和年度指标值应使用同一计量单位。",
    source=MEASURES_2015 + "：指标应细化、量化",
    level=CheckLevel.BLOCKING,
)
def units_differ(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """Both values are numbers, of things that cannot be the same (1次 and 26人)."""
    for row in project.indicators:
        if _units_conflict(row):
            message = (
                f"指标“{row.name}”的实施周期值“{row.period_target}”与年度指标值“{row.annual_target}”"
                "单位不同，请改成同一单位。"
            )
            yield Hit("annual_target", message, row.key)


def _units_conflict(row: CheckedIndicator) -> bool:
    """Both values are one number with a known unit, and no thing can be counted in both."""
    if not row.applies or len(row.targets) != 2:
        return False
    targets = [parse_target(text) for _, text in row.targets]
    kinds = [families(target.unit) for target in targets if target.number is not None]
    return len(kinds) == 2 and all(kinds) and kinds[0].isdisjoint(kinds[1])


@project_check(
    title="一年期项目的年度值与周期值不同",
    explanation="项目只有一年时，年度指标值应与实施周期值相同。",
    source=MEASURES_2015 + "：年度绩效目标是一个预算年度内预期达到的产出和效果",
)
def annual_differs(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """In a project of one year the two values of a row differ; undecided where the text speaks of phases."""
    if not project.one_year:
        return
    differing = [row for row in project.indicators if row.applies and len(row.targets) == 2]
    if differing and any(word in text for _, text in project.objectives for word in _PHASES):
        message = (
            "绩效目标称分期或分年实施，而项目登记为一年期，无法判断年度值与周期值应否相同，请核对项目期。"
        )
        yield Hit("annual_objective", message, outcome=CheckOutcome.UNDECIDED)
        return
    for row in differing:
        if _units_conflict(row):
            continue  # units_differ says it already
        values = "，".join(f"{TARGET_LABELS[field]}“{text}”" for field, text in row.targets)
        yield Hit("annual_target", f"一年期项目的指标“{row.name}”两个值不同：{values}，请核对。", row.key)


@project_check(
    title="数量级可疑",
    explanation="“100百万”之类的写法，或成本与项目金额相差百倍以上，多半是元和万元混淆。",
    source=_MATCHED,
    threshold=Decimal(100_000_000),
    threshold_label="单项成本上限（元）",
)
def magnitude_suspicious(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A number with an unusual power of ten, or a cost above the limit or far from the amount."""
    limit = settings.threshold("magnitude_suspicious")
    for row in project.indicators:
        for field, text in row.targets if row.applies else ():
            reasons = [_unusual_writing(quantity) for quantity in find_quantities(text)]
            if "成本" in row.category:
                reasons += [_unusual_cost(sum_, project.amount, limit) for sum_ in money_in(row, text)]
            if reason := next(filter(None, reasons), ""):
                message = f"指标“{row.name}”的值“{text}”{reason}，请核对单位是元还是万元。"
                yield Hit(field, message, row.key)
                break


def _unusual_writing(quantity: Quantity) -> str:
    if quantity.number >= 10 and quantity.core.startswith(("百", "千万")) and quantity.core != "百分点":
        return f"的写法少见，合 {_plain(quantity.number * magnitude_of(quantity.core))}"
    return ""


def _unusual_cost(quantity: Quantity, amount: Decimal | None, limit: Decimal) -> str:
    yuan = quantity.yuan or Decimal(0)
    if yuan >= limit:
        return f"达到 {format_amount(limit)} 元"
    if amount and yuan and not quantity.per and (yuan >= amount * 100 or yuan * 10_000 <= amount):
        return f"与项目金额 {format_amount(amount)} 元相差悬殊"
    return ""
