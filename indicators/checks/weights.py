"""数字: the weights of the indicators (权重), where the printed form has them."""

from collections.abc import Iterator
from decimal import Decimal

from ..enums import CheckLevel
from .registry import CheckSettings, Hit, project_check
from .sources import GUIDE_2021
from .subject import CheckedIndicator, CheckedProject

_SUMS = (Decimal(90), Decimal(100))
_WEIGHTED = GUIDE_2021 + "：分值权重"


@project_check(
    title="权重不是数字",
    explanation="权重填数字，可以有两位小数，例如 10 或 22.5。",
    source=_WEIGHTED,
    level=CheckLevel.BLOCKING,
    weight=88,
)
def weight_unreadable(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A weight that is no number: nothing can be added up."""
    for row in project.rows:
        if row.weight.strip() and row.points is None:
            message = f"指标“{row.name}”的权重“{row.weight}”不是数字，请改为数字，例如 10。"
            yield Hit("weight", message, row.key)


@project_check(
    title="权重没有填全",
    explanation="表样有权重的，每一行适用的指标都要有权重。",
    source=_WEIGHTED,
    weight=70,
)
def weight_missing(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """Some rows have a weight and others none, or the form asks for weights and there are none at all."""
    counted = [row for row in project.rows if row.applies]
    empty = [row for row in counted if not row.weight.strip()]
    if len(empty) == len(counted):
        if counted and "weight" in settings.asks:
            yield Hit("rows", "本批次的表样要求权重，还没有一行填了权重，请逐行填写。")
        return
    for row in empty:
        yield Hit("weight", f"指标“{row.name}”没有权重，其他行有，请填写。", row.key)


@project_check(
    title="权重合计不对",
    explanation="各行权重合计应为 90 分（执行率另占 10 分）或 100 分，按本批次的规定。",
    source=_WEIGHTED,
    level=CheckLevel.BLOCKING,
    weight=90,
)
def weights_sum(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """All rows that apply have a weight, and together they are not what the cycle says."""
    counted = [row for row in project.rows if row.applies]
    if not _all_weighted(counted):
        return
    total = sum((row.points for row in counted), Decimal(0))
    wanted = (settings.weight_total,) if settings.weight_total is not None else _SUMS
    if total not in wanted:
        right = " 或 ".join(f"{one.normalize():f}" for one in wanted)
        yield Hit("rows", f"各行权重合计 {total.normalize():f} 分，应为 {right} 分，请核对。")


def _all_weighted(rows: list[CheckedIndicator]) -> bool:
    return bool(rows) and all(row.points is not None for row in rows)
