"""Whether a table read in 元 looks as if it had been filled in in 万元."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from perfgoals.common.money import format_amount

from .blocks import FileFinding, ImportedBlock
from .findings import SheetFindings
from .money_units import DEFAULT, MoneyUnit

# No project of a budget costs less, and to the 角 at that; a table of 349.80, 12.00 and 6.50 counts 万元.
_SMALL = Decimal(1_000)


def small_amounts(sheet: str, blocks: Iterable[ImportedBlock], unit: MoneyUnit) -> Iterator[FileFinding]:
    """A warning where no amount of a sheet in 元 reaches 1,000 元: it is read by its words all the same."""
    amounts = [block.amount for block in blocks if block.amount]
    largest = max(amounts, default=_SMALL)
    if unit.name == DEFAULT and largest < _SMALL and any(amount % 1 for amount in amounts):
        reason = f"金额按元读入，最大的只有 {format_amount(largest)} 元"
        action = "请核对；如原表按万元填写，请在表头写明“万元”后重新上传"
        yield SheetFindings(sheet).warning(reason, action)
