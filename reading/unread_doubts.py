"""Which unread cells of a project are so many, or look so much like its money or its list, that somebody has
to look before it is written."""

import re
from collections.abc import Iterator, Mapping, Sequence

from perfgoals.language.tiers import is_tier1, is_tier2

from .indicator_columns import COMPARISON
from .ledger import Unread, large_share
from .money_units import unit_of_title

_MONEY = re.compile("金额|资金|预算|经费|总额|投资|拨款")
ASKED = "请对照原表核对；确认可以不要这些内容后再导入"


def unread_doubts(
    read: int, unread: Mapping[str, Unread], *, has_money: bool, has_list: bool, asked: Sequence[str] = ()
) -> Iterator[tuple[str, str]]:
    """(Reason, sample) of each doubt, in Chinese; `read` counts the project's cells that were read, `asked`
    are keys of `unread` that may hold a target."""
    groups = unread.values()
    if not has_money and (money := next(filter(_is_money, groups), None)):
        yield f"没有认出金额，可能在没有读入的{money}", money.samples[0]
    if not has_list and (list_ := next(filter(_is_list, groups), None)):
        yield f"没有读入指标，可能在没有读入的{list_}", list_.samples[0]
    for key in asked:
        yield f"没有用到的指标值：{unread[key]}", unread[key].samples[0]
    if signs := next(filter(_is_signs, groups), None):
        yield f"指标值前的符号可能在没有读入的{signs}", signs.samples[0]
    if groups and (share := large_share(read, groups)):
        count = sum(group.count for group in groups)
        yield f"有 {count} 格内容没有读入，占这个项目的 {share}%", ""


def _is_money(group: Unread) -> bool:
    """Whether an unread column or label shows sums of money."""
    is_titled = _MONEY.search(group.title) or unit_of_title(group.title)
    return bool(is_titled) and any(re.search("[0-9]", sample) for sample in group.samples)


def _is_signs(group: Unread) -> bool:
    """Whether an unread column says ≥, 大于等于 …: without it a target says something else."""
    return bool(group.samples) and all(COMPARISON.fullmatch(sample.strip()) for sample in group.samples)


def _is_list(group: Unread) -> bool:
    return any(is_tier1(sample) or is_tier2(sample) for sample in group.samples)
