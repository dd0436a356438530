"""A project's amount out of its cell: the stored number where there is one, else the text; no guess."""

import re
from dataclasses import dataclass
from decimal import Decimal

from perfgoals.common.money import HALF_WIDTH, UNIT_FACTORS, AmountError, parse_amount
from perfgoals.sheets import Cell, Mark, Problem

from .cleaning import says_nothing

UNREADABLE_NOTE = "原表金额不可读"
_NOT_WHOLE = {Mark.CUT, Mark.OVERLAPS, Mark.COPIES_DIFFER, Mark.ACROSS_PAGES}
_LOST = re.compile("#+")
_NO_AMOUNT = re.compile(r"[^0-9０-９零一二三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟#]+")
_DATES = re.compile(r"[〔\[][0-9]{4}[〕\]][0-9]+号|[0-9]{4}年度?|[0-9]{1,2}月(?:[0-9]{1,2}日)?")
_SHOWN = re.compile(
    r"=?(?:¥|人民币)? ?(-?[0-9][0-9,]*(?:\.[0-9]*)?(?:E[+-][0-9]{1,3})?) ?(亿元?|万元?|元)?整?"
)


@dataclass(frozen=True, slots=True)
class AmountReading:
    """`amount` in 元 or None; `note` keeps a text that stood in its place.

    `reason` and `action` (Chinese) make a finding, an error if `is_error`; both are "" when all is well.
    """

    amount: Decimal | None = None
    note: str = ""
    reason: str = ""
    action: str = ""
    is_error: bool = False


def read_amount(cell: Cell, unit: str) -> AmountReading:
    """`unit` (元, 万元, 亿元) is what the table says its amounts count."""
    text = " ".join(cell.text.split())
    if cell.problem is Problem.NO_RESULT:
        return _error("公式没有保存计算结果", "请用 Excel 或 WPS 打开并保存一次再上传，或直接填写金额")
    if cell.problem is Problem.ERROR:
        return _error("公式计算出错", "请改正公式，或直接填写金额")
    if cell.number is not None:
        return _read_number(cell, text, unit)
    if not _NOT_WHOLE.isdisjoint(cell.marks) and any(map(str.isdigit, text)):
        return AmountReading(
            note=UNREADABLE_NOTE,
            reason="金额不可读：原表没有印全，或和旁边的字叠在一起",
            action="金额先留空；请在原表调整列宽、行高后重新上传，或导入后补填",
        )
    return _read_text(text.removeprefix("="), unit)


def _error(reason: str, action: str) -> AmountReading:
    return AmountReading(reason=reason, action=action, is_error=True)


def _read_text(text: str, unit: str) -> AmountReading:
    if _LOST.fullmatch(text):
        return AmountReading(
            note=UNREADABLE_NOTE,
            reason="金额不可读：列宽不够，原表只剩 #",
            action="金额先留空；请在原表拉宽该列后重新上传，或导入后补填",
        )
    if says_nothing(text):
        return AmountReading()
    if _NO_AMOUNT.fullmatch(_DATES.sub("", text.translate(HALF_WIDTH))):
        return AmountReading(
            note=text, reason="不是金额", action="金额先留空，原文记为金额说明；请导入后补填金额"
        )
    try:
        return AmountReading(parse_amount(text, unit=unit))
    except AmountError as error:
        return _error(error.reason, error.proposal or "请只填写数字，例如 50,000.00")


def _read_number(cell: Cell, text: str, unit: str) -> AmountReading:
    """A stored number counts in full; what is shown of it may be rounded, but must be the same amount."""
    if cell.is_date:
        return _error("单元格是日期，不是金额", "请把单元格格式改为数值后重新填写")
    stored, shown = Decimal(cell.number), _shown_number(text)
    if shown is None and stored:
        return _error("单元格显示的不是金额", "请把单元格格式改为数值后核对")
    own = _shown_unit(text)
    if shown is not None and own and not _rounds_to(stored, shown) and _is_scaled(stored, shown, own):
        reason = f"显示为 {text}，实际存的是 {stored:f} 元"
        return AmountReading(
            parse_amount(f"{stored:.2f}"), reason=reason, action="已按实际存的数读入，请核对"
        )
    if shown is not None and not _rounds_to(stored, shown):
        return _error(
            f"显示为 {text}，单元格里存的却是 {stored:f}，看不出哪个是金额", "请把单元格格式改为数值后核对"
        )
    unit = own or unit
    try:
        amount = parse_amount(f"{stored:f}", unit=unit)
    except AmountError as error:
        return _read_shown(text, unit, stored, error)
    if shown is None or shown == stored:
        return AmountReading(amount)
    return AmountReading(
        amount, reason=f"显示为 {text}，实际存的是 {stored:f}", action="已按实际存的数读入，请核对"
    )


def _read_shown(text: str, unit: str, stored: Decimal, error: AmountError) -> AmountReading:
    """A stored number with fractions of a 分 counts as it is shown; other refusals stand."""
    try:
        amount = parse_amount(text.removeprefix("="), unit=unit)
    except AmountError:
        return _error(error.reason, error.proposal or "请核对金额")
    return AmountReading(
        amount, reason=f"实际存的是 {stored:f}，多于两位小数", action=f"已按显示的 {text} 读入，请核对"
    )


def _shown_number(text: str) -> Decimal | None:
    """What a displayed number says, to the digits that it shows; None for anything else (-, 5%, a date)."""
    match = _SHOWN.fullmatch(text.translate(HALF_WIDTH))
    return Decimal(match[1].replace(",", "")) if match else None


def _shown_unit(text: str) -> str:
    """元, 万元 or 亿元 where the number format writes it behind the number."""
    match = _SHOWN.fullmatch(text.translate(HALF_WIDTH))
    return match[2].removesuffix("元") + "元" if match and match[2] else ""


def _is_scaled(stored: Decimal, shown: Decimal, unit: str) -> bool:
    """Whether a format shows 元 in 万元: 0!.0,"万元" shows 123456 as 12.3万元."""
    step = UNIT_FACTORS[unit]
    return step > 1 and _rounds_to(stored / step, shown)


def _rounds_to(stored: Decimal, shown: Decimal) -> bool:
    half_a_unit = Decimal(5).scaleb(shown.as_tuple().exponent - 1)
    return abs(stored - shown) <= half_a_unit
