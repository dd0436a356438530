"""监控灯: how an indicator or its money stands against the time of the year. Pure: no database.

`C` value so far, `T` target of the year, `m` last month of the period, `B` budget, `X` spent. The limits are
those of one published system, and data of the cycle (财预〔2019〕136号 asks for both to be watched):

    ≥ ＞ ＝    v = C / (T·m/12)·100: below 60 red, below 80 yellow, else green; C/T from 120 % on blue
    T = 0     green while C = 0, else red (≥0 is always kept; ＞0 asks for more than 0)
    ≤ ＜       kept: green, else red; no share of time; C = T counts as kept, and ＜ says so
    定性       达成 green, 部分达成 yellow, 未达成 red
    资金       v = (X/B) / (m/12)·100 with the same limits; no budget: undecided
    项目       the worst of its lights

An indicator with a planned month is measured by its plan: nothing is due before that month, all of it then.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from perfgoals.language.enums import TargetSign

from .comparing import AT_MOST, Comparison, compare
from .enums import Light, Outcome

MONTHS = 12
BORDER = {TargetSign.MORE_THAN: "等于指标值，没有超过", TargetSign.LESS_THAN: "等于指标值，没有低于"}
"""What is said of a result that is exactly the number which ＞ and ＜ leave out."""
_WORST_FIRST = [light for light in Light if light != Light.UNDECIDED]
_OF_OUTCOME = {
    Outcome.MET: Light.GREEN,
    Outcome.PARTLY: Light.YELLOW,
    Outcome.MISSED: Light.RED,
    Outcome.NOT_APPLICABLE: Light.UNDECIDED,
}


@dataclass(frozen=True)
class LightRules:
    """The limits of a cycle, in %. `spending_floors`: by the end of a month so much must be spent."""

    red_below: Decimal = Decimal(60)
    yellow_below: Decimal = Decimal(80)
    blue_from: Decimal = Decimal(120)
    spending_floors: tuple[tuple[int, Decimal], ...] = ()
    widest_gap: Decimal | None = None
    """Most points of 100 that spending and progress may lie apart; None: not asked."""

    def as_dict(self) -> dict:
        """The limits as plain values, to be kept with a table that is handed in."""
        return {
            **{name: str(getattr(self, name)) for name in ("red_below", "yellow_below", "blue_from")},
            "spending_floors": [[month, str(rate)] for month, rate in self.spending_floors],
            "widest_gap": None if self.widest_gap is None else str(self.widest_gap),
        }

    @classmethod
    def from_dict(cls, values: dict) -> "LightRules":
        """What `as_dict` gave."""
        gap = values["widest_gap"]
        return cls(
            *(Decimal(values[name]) for name in ("red_below", "yellow_below", "blue_from")),
            tuple((month, Decimal(rate)) for month, rate in values["spending_floors"]),
            None if gap is None else Decimal(gap),
        )

    def of_progress(self, progress: Decimal) -> Light:
        """Red, yellow or green for a progress in % of what is due by now."""
        if progress < self.red_below:
            return Light.RED
        return Light.YELLOW if progress < self.yellow_below else Light.GREEN


DEFAULT_RULES = LightRules()


@dataclass(frozen=True, slots=True)
class Lit:
    """A light, how it was come to, and the progress in % of what is due where there is one."""

    light: Light
    explanation: str
    progress: Decimal | None = field(default=None, compare=False)


def indicator_light(
    target: str, actual: str, *, month: int, planned_month: int | None = None,
    rules: LightRules = DEFAULT_RULES,
) -> Lit:  # fmt: skip
    """The light of one indicator at the end of `month` (1–12)."""
    due = _due_share(month, planned_month)
    found = compare(target, actual)
    if found.outcome:
        return _of_outcome(found, due, planned_month)
    if not found.is_number:
        if due == 0 and not actual.strip():
            return Lit(Light.GREEN, f"计划 {planned_month} 月完成，尚未到期")
        return Lit(Light.UNDECIDED, f"无法判断：{found.reason}")
    if found.sign in AT_MOST:
        return _of_limit(found)
    if not found.least:
        return _of_zero(found, due, planned_month)
    return _of_growing(found, due, month, planned_month, rules)


def money_light(
    budget: Decimal | None, executed: Decimal | None, *, month: int, rules: LightRules = DEFAULT_RULES
) -> Lit:
    """The light of the money at the end of `month`; undecided without a budget, never a division by 0."""
    if not budget:
        return Lit(Light.UNDECIDED, "无法判断：没有预算数，或预算数为 0")
    if executed is None:
        return Lit(Light.UNDECIDED, "无法判断：没有填写执行数")
    progress = executed * 100 * MONTHS / (budget * month)
    words = f"{plain(executed)}/{plain(budget)} ÷ {month}/{MONTHS} = {plain(progress, 2)}%"
    return Lit(rules.of_progress(progress), words, progress)


def worst(lights: Iterable[Light]) -> Light:
    """The project's light; UNDECIDED when none of them is decided."""
    decided = [light for light in lights if light != Light.UNDECIDED]
    return min(decided, key=_WORST_FIRST.index, default=Light.UNDECIDED)


def plain(number: Decimal, places: int | None = None) -> str:
    """A number for people: no superfluous zeros, at most `places` decimals (half up is not needed here)."""
    if places is not None:
        number = round(number, places)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _due_share(month: int, planned_month: int | None) -> Decimal:
    """How much of the target is due at the end of a month."""
    if planned_month is not None:
        return Decimal(int(month >= planned_month))
    return Decimal(month) / MONTHS


def _of_outcome(found: Comparison, due: Decimal, planned_month: int | None) -> Lit:
    if found.outcome == Outcome.NOT_APPLICABLE:
        return Lit(Light.UNDECIDED, "不适用")
    if found.outcome != Outcome.MET and due == 0:
        return Lit(Light.GREEN, f"{found.outcome.label}；计划 {planned_month} 月完成，尚未到期")
    return Lit(_OF_OUTCOME[found.outcome], found.outcome.label)


def _of_limit(found: Comparison) -> Lit:
    if found.at_strict_border:
        return Lit(Light.GREEN, f"{plain(found.actual)} {BORDER[found.sign]}，按规则为绿灯")
    relation = "≤" if found.reached else "＞"
    words = f"{plain(found.actual)} {relation} {plain(found.most)}"
    return Lit(Light.GREEN if found.reached else Light.RED, words)


def _of_zero(found: Comparison, due: Decimal, planned_month: int | None) -> Lit:
    words = f"指标值为 0，完成值为 {plain(found.actual)}"
    if found.at_strict_border:
        words = f"{plain(found.actual)} {BORDER[found.sign]}"
        if due == 0:
            return Lit(Light.GREEN, f"{words}；计划 {planned_month} 月完成，尚未到期")
    return Lit(Light.GREEN if found.reached else Light.RED, words)


def _of_growing(
    found: Comparison, due: Decimal, month: int, planned_month: int | None, rules: LightRules
) -> Lit:
    share = found.share * 100
    shown = f"{plain(found.actual)}/{plain(found.least)}"
    if share >= rules.blue_from:
        return Lit(Light.BLUE, f"{shown} = {plain(share, 2)}%，超额完成", share)
    if due == 0:
        return Lit(Light.GREEN, f"{shown}；计划 {planned_month} 月完成，尚未到期")
    # Multiplied before it is divided: a seventh of a year has no exact decimal.
    progress = share if planned_month is not None else share * MONTHS / month
    time = f"计划 {planned_month} 月完成" if planned_month is not None else f"÷ {month}/{MONTHS}"
    return Lit(rules.of_progress(progress), f"{shown} {time} = {plain(progress, 2)}%", progress)
