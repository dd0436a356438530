"""Amounts of money: text → exact 元, 元 → text.

Reading accepts only what has one meaning and refuses the rest with a reason and a proposal: a wrong guess in
a budget costs more than a question. Accepted, after full-width characters became half-width:

    amount  = [currency] number [unit]          currency  = ¥ | 人民币
    number  = digits | groups, [. digits]       groups    = 1–3 digits, then (separator 3 digits)+
    unit    = 元 | 元整 | 千元 | 万 | 万元 | 百万元 | 亿 | 亿元
    separator = all commas, or all single spaces
    capitals = 叁拾伍万陆仟元整: what chinese_amount writes, read back only where it comes out the same

A unit written in the text wins over the `unit` of the column or field. The result has at most two decimals
and is below 10^13 元 (the size of the database column).
"""

import re
from decimal import Decimal
from itertools import pairwise

LIMIT = Decimal(10) ** 13
UNIT_FACTORS = {
    "元": Decimal(1),
    "元整": Decimal(1),
    "千元": Decimal(1_000),
    "万": Decimal(10_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿": Decimal(100_000_000),
    "亿元": Decimal(100_000_000),
}

# Only the full-width ASCII block: NFKC would also turn ² into 2 and ½ into 1⁄2.
HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20,
    0xA0: 0x20,
    0xFFE5: 0xA5,
}

_AMOUNT = re.compile(
    r"(?:¥|人民币)? ?(?P<number>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+)"
    r"(?:\.(?P<decimals>[0-9]+))? ?(?P<unit>元整?|千元|万元?|百万元|亿元?)?"
)
_SCIENTIFIC = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE]([+-]?[0-9]{1,4})")
_CHINESE_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_CAPITALS = re.compile(
    r"(?:人民币)?([零壹贰叁肆伍陆柒捌玖拾佰仟万亿]{1,40}元"
    r"(?:零?[壹贰叁肆伍陆柒捌玖]角)?(?:零?[壹贰叁肆伍陆柒捌玖]分)?)[整正]?"
)
_CHINESE_STEPS = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


class AmountError(ValueError):
    """A text that is no certain amount; `reason` says why, `proposal` what to do (both in Chinese)."""

    def __init__(self, reason: str, proposal: str = "") -> None:
        super().__init__("；".join(part for part in (reason, proposal) if part))
        self.reason = reason
        self.proposal = proposal


def parse_amount(text: str, *, unit: str = "元") -> Decimal:
    """The amount in 元, two decimals. `unit` (元, 千元, 万元, 百万元, 亿元) is what a bare number counts.

    >>> parse_amount("¥５０，０００"), parse_amount("5", unit="万元"), parse_amount("5万元")
    (Decimal('50000.00'), Decimal('50000.00'), Decimal('50000.00'))

    Raises AmountError for everything uncertain, an empty text included.
    """
    plain = text.translate(HALF_WIDTH).strip()
    match = _AMOUNT.fullmatch(plain)
    if match is None:
        if (written := _of_capitals(plain)) is not None and written < LIMIT:
            return written
        raise _refusal(plain)
    factor = UNIT_FACTORS[match["unit"] or unit]
    decimals = match["decimals"] or ""
    allowed = 2 + factor.adjusted()
    if len(decimals) > allowed:
        raise AmountError(f"小数超过 {allowed} 位，金额只能精确到分", "请核对后按分四舍五入填写")
    digits = re.sub("[ ,]", "", match["number"]).lstrip("0") or "0"
    # The length is judged before the product, so that a million digits cost nothing.
    if len(digits) > 13 or (amount := Decimal(f"{digits}.{decimals or 0}") * factor) >= LIMIT:
        raise AmountError("金额达到 10 万亿元，超出可登记的范围", "请检查是否多填了位数，或把元当成了万元")
    return amount.quantize(Decimal("0.01"))


def _refusal(plain: str) -> AmountError:
    """Why `plain` is no amount, by the commonest causes first."""
    if not plain:
        return AmountError("没有填写金额", "请填写数字，例如 50000 或 50,000.00")
    if "#" in plain:
        return AmountError(
            "列宽不够，金额显示成了 #，原来的数字已经丢失", "请在原表中拉宽该列，再填写看到的数字"
        )
    if re.match(r"[-−–—]|\(.*\)$", plain) and re.search("[0-9]", plain):
        return AmountError("金额不能是负数", "请填写正数；核减请在调整中办理")
    if match := _SCIENTIFIC.fullmatch(plain):
        return AmountError("金额写成了科学记数法", _scientific_proposal(match))
    digits = re.sub("[ ,]", "", plain)
    if re.fullmatch(r"[0-9]{1,13}(\.[0-9]{1,2})?", digits):
        return AmountError(
            "逗号或空格不在千分位上，看不出是多少", f"如果是 {format_amount(Decimal(digits))} 元，请照此填写"
        )
    if re.fullmatch(r"[0-9.,]+", plain):
        return AmountError("逗号和小数点的位置不对，看不出是多少", "请写成 1,234.50 这样的格式")
    if re.search("[零一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟]", plain):
        return AmountError("金额要用阿拉伯数字填写", "例如 50,000.00")
    return AmountError("不是金额", "请只填写数字，例如 50,000.00；说明文字请写到申报理由里")


def _scientific_proposal(match: re.Match[str]) -> str:
    if abs(int(match[2])) > 13:
        return "请直接填写数字"
    amount = Decimal(match[0])
    return f"如果是 {format_amount(amount)} 元，请照此填写" if amount < LIMIT else "请直接填写数字"


def format_amount(amount: Decimal | None) -> str:
    """元 with thousands commas and two decimals; nothing for an empty amount.

    >>> format_amount(Decimal(50000))
    '50,000.00'
    """
    return "" if amount is None else f"{amount:,.2f}"


def in_wan(amount: Decimal | None) -> str:
    """元 shown in 万元, without superfluous zeros and without rounding.

    >>> in_wan(Decimal("50000.00"))
    '5 万元'
    """
    if amount is None:
        return ""
    shown = f"{amount.scaleb(-4):,.6f}".rstrip("0").rstrip(".")
    return f"{shown} 万元"


def chinese_amount(amount: Decimal) -> str:
    """元 in capital characters (大写), by 《正确填写票据和结算凭证的基本规定》.

    整 only after 元, 零 for a gap, and 零 after 元 when the figure before it ends in 0 and 角 or 分 follow.

    >>> chinese_amount(Decimal("50000")), chinese_amount(Decimal("325.04"))
    ('伍万元整', '叁佰贰拾伍元零肆分')

    Raises ValueError below 0, from 10^16 on, and for fractions of a 分.
    """
    cents = amount * 100
    if not 0 <= amount < 10**16 or cents != int(cents):
        raise ValueError(f"no amount to write out: {amount}")
    yuan, rest = divmod(int(cents), 100)
    jiao, fen = divmod(rest, 10)
    if not rest:
        return f"{_chinese_integer(yuan)}元整"
    text = f"{_chinese_integer(yuan)}元" if yuan else ""
    if yuan and (not jiao or yuan % 10 == 0):
        text += "零"
    if jiao:
        text += f"{_CHINESE_DIGITS[jiao]}角"
    return text + (f"{_CHINESE_DIGITS[fen]}分" if fen else "")


def _of_capitals(plain: str) -> Decimal | None:
    """叁拾伍万陆仟元整 → 356000.00; None where writing the amount out again gives other figures."""
    match = _CAPITALS.fullmatch(plain.replace("圆", "元").replace("园", "元"))
    if match is None:
        return None
    yuan, _, rest = match[1].partition("元")
    jiao = next((_CHINESE_DIGITS.index(digit) for digit, unit in pairwise(rest) if unit == "角"), 0)
    fen = next((_CHINESE_DIGITS.index(digit) for digit, unit in pairwise(rest) if unit == "分"), 0)
    amount = Decimal(_of_integer(yuan) * 100 + jiao * 10 + fen).scaleb(-2)
    try:
        again = chinese_amount(amount)
    except ValueError:
        return None
    return amount if again.removesuffix("整").replace("零", "") == match[1].replace("零", "") else None


def _of_integer(text: str) -> int:
    for step, unit in _CHINESE_STEPS:
        high, found, low = text.rpartition(unit) if step >= 10**4 else text.partition(unit)
        if found:
            return (_of_integer(high) if high.strip("零") else 0) * step + _of_integer(low)
    digits = text.replace("零", "")
    return _CHINESE_DIGITS.index(digits) if len(digits) == 1 and digits in _CHINESE_DIGITS else 0


def _chinese_integer(number: int) -> str:
    for step, unit in _CHINESE_STEPS:
        if number >= step:
            high, low = divmod(number, step)
            gap = "零" if 0 < low < step // 10 else ""
            return _chinese_integer(high) + unit + gap + (_chinese_integer(low) if low else "")
    return _CHINESE_DIGITS[number]
