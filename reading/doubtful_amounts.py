"""Whether amounts look as if they had been filled in in 元 under 万元, or in 万元 under 元.

The words of the table decide all the same; but a person sees a factor of ten thousand at once, so a person
is asked: by the size of all amounts, by one that is far from the others, and by a sum that the project's own
texts give as the very number in the other unit (552000 under 万元 beside 预算552000元).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from statistics import median

from perfgoals.common.money import UNIT_FACTORS, format_amount
from perfgoals.language.citations import find_money

from .blocks import Consent, FileFinding, ImportedBlock, SheetSummary
from .findings import SheetFindings
from .money_units import DEFAULT, MoneyUnit

# No project of a budget costs less, and to the 角 at that; a table of 349.80, 12.00 and 6.50 counts 万元.
_SMALL = Decimal(1_000)
# Of the projects of a county hardly one has 1 亿元, and half of them never.
_LARGE = Decimal(100_000_000)
_HUGE = 5 * _LARGE
_MANY, _FAR = 3, 100
# A standard (补助3000元) may be the very number of an amount in 万元; a project's sum is hardly so small.
_SMALLEST_SUM = Decimal(10_000)
_ASK = (
    "请核对原表是按元还是按{unit}填写的：按元填写的，请把“{unit}”改为“元”后重新上传；"
    "确实是这么多的，先确认再导入"
)
_ASK_OF_YUAN = (
    "请核对原表是按元还是按万元填写的：按万元填写的，请在表头写明“万元”后重新上传；确实是元的，先确认再导入"
)


def small_amounts(sheet: str, blocks: Iterable[ImportedBlock], unit: MoneyUnit) -> Iterator[FileFinding]:
    """A warning where no amount of a sheet in 元 reaches 1,000 元: it is read by its words all the same."""
    amounts = [block.amount for block in blocks if block.amount]
    largest = max(amounts, default=_SMALL)
    if unit.name == DEFAULT and largest < _SMALL and any(amount % 1 for amount in amounts):
        reason = f"金额按元读入，最大的只有 {format_amount(largest)} 元"
        action = "请核对；如原表按万元填写，请在表头写明“万元”后重新上传"
        yield SheetFindings(sheet).warning(reason, action)


def with_doubts_of_unit(
    blocks: Sequence[ImportedBlock], sheets: Iterable[SheetSummary]
) -> list[ImportedBlock]:
    """The projects, those with a doubtful amount with a finding that has to be confirmed."""
    units = {sheet.name: sheet.amount_unit for sheet in sheets if sheet.amount_unit in UNIT_FACTORS}
    large = _large_ones(blocks, units)
    return [
        _asked(block, units[block.sheet], large) if block.amount and block.sheet in units else block
        for block in blocks
    ]


def _large_ones(blocks: Iterable[ImportedBlock], units: Mapping[str, str]) -> set[int]:
    """The projects (by id) whose amounts are too large for what they are, beside the others of the file."""
    own = [block for block in blocks if block.amount and UNIT_FACTORS.get(units.get(block.sheet), 1) > 1]
    if not own:
        return set()
    large = [block for block in own if block.amount >= _LARGE]
    if 2 * len(large) >= len(own) and (len(large) >= _MANY or any(b.amount >= _HUGE for b in large)):
        return {id(block) for block in large}
    middle = median(block.amount for block in own)
    return {id(block) for block in large if block.amount >= _HUGE and block.amount >= _FAR * middle}


def _asked(block: ImportedBlock, unit: str, large: set[int]) -> ImportedBlock:
    reason = _contradicting_text(block, unit)
    if not reason and id(block) in large:
        written = block.amount / UNIT_FACTORS[unit]
        reason = f"金额按{unit}读入，{format_amount(written)} {unit}就是 {format_amount(block.amount)} 元"
    if not reason:
        return block
    place = block.place("amount")
    at = (place.row, place.column) if place else (block.first_row, None)
    said = SheetFindings(place.sheet if place else block.sheet)
    action = _ASK.format(unit=unit) if unit != DEFAULT else _ASK_OF_YUAN
    finding = said.warning(reason, action, *at, "amount", block.amount_text)
    return replace(block, findings=(*block.findings, replace(finding, consent=Consent.AMOUNT)))


def _contradicting_text(block: ImportedBlock, unit: str) -> str:
    """The texts of the project name its amount as the same number in another unit: what is to be said."""
    sums = _sums_in(block)
    if not sums or block.amount in sums:
        return ""
    factor = UNIT_FACTORS[unit]
    meant = block.amount / factor if factor > 1 else block.amount * UNIT_FACTORS["万元"]
    text = sums.get(meant)
    if text is None or meant < _SMALLEST_SUM:
        return ""
    return f"金额按{unit}读入是 {format_amount(block.amount)} 元，项目文字里写的是“{text}”"


def _sums_in(block: ImportedBlock) -> dict[Decimal, str]:
    """The sums of money that the texts and the 成本 rows of a project name, as written, without prices."""
    texts = [block.justification, block.overall_objective, block.annual_objective]
    texts += [
        text
        for row in block.indicators
        if "成本" in row.tier1 + row.tier2
        for text in (row.period_target, row.annual_target)
    ]
    return {
        money.amount: text[money.start : money.end].strip()
        for text in texts
        if "元" in text
        for money in find_money(text)
        if not money.per
    }
