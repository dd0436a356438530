"""Finds the arithmetic in a text and computes it exactly.

    formula  = side (equals side)+                     at least one operator in the first side
    side     = factor (operator factor)*
    factor   = "("* number unit? %? ")"*               20人, 800元, 10%, 1.5万元, 20人（含村干部）
    operator = + - * / and their other forms × ÷ x X ＊ ＋ －
    equals   = = | ≈ | 等于, then 约 | 共 | …

Words after a number are ignored, except the power of ten they begin with (万元) and %. A slash before a word
(元/人) belongs to the unit, before a number it divides. Each `=` is judged on its own, and the running style
`20*800=16000+500=16500` is read as it is meant: the result so far is carried on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

from .lexicon import MAGNITUDE, NUMBER, decimal_of, magnitude_of, normalise

_HAN = "(?!等于)[\u4e00-\u9fff]"
_WORDS = rf"(?:\s?(?:{_HAN}){{1,8}})?(?:\([^()0-9]{{1,16}}\))?(?:[/·](?:{_HAN}){{1,6}}){{0,3}}"
_NOTHING_BEFORE = r"(?<![0-9.A-WYZa-wyz])(?<![0-9],)"
# After an operator the beginning of the sum is missing: its terms are not all readable.
_NO_OPERATOR_BEFORE = r"(?<![-+*/·~])(?<![-+*/·~]\s)"
# Atomic and bounded: a long sum without a result costs time in proportion to its length, never more.
_FACTOR = rf"(?>\({{0,6}}\s?{_NOTHING_BEFORE}¥?{NUMBER}\s?%?{_WORDS}\s?\){{0,6}}(?:(?<=\)){_WORDS})?\s?)"
_OPERATOR = r"[-+*/xX]\s?"
_EQUALS = r"(?:=|≈|等于)\s?"
_ABOUT = "(?:约|共计?|合计|总计|需|为)"
_SIDE = rf"{_FACTOR}(?:{_OPERATOR}{_FACTOR}){{0,40}}"
_CHAIN = re.compile(
    rf"(?=[(¥0-9\s]){_NO_OPERATOR_BEFORE}{_FACTOR}(?:{_OPERATOR}{_FACTOR}){{1,40}}(?:{_EQUALS}{_ABOUT}?\s?{_SIDE}){{1,8}}"
)
_CALCULATES = re.compile("[-+*/xX]")
_TOKEN = re.compile(
    rf"(?P<number>{NUMBER})\s?(?P<percent>%?)\s?(?P<magnitude>{MAGNITUDE})?|(?P<mark>[-+*/()xX])"
)
_HAS_MAGNITUDE = re.compile(MAGNITUDE)
_EQUALS_SIGN = re.compile(rf"{_EQUALS}(?P<about>约)?{_ABOUT}?\s?")

_DAY = re.compile(r"(?:19|20)[0-9]{2}\s?[-/]\s?[0-9]{1,2}\s?[-/]\s?[0-9]{1,2}")
_CONVERTIBLE = re.compile("秒|分钟|小时|天|日|周|月|季度|年|公里|米|公斤|克|吨|亩|公顷|平方米|角|分")


Exact = int | Fraction
"""No rounding before the end; whole numbers stay whole."""


@dataclass(frozen=True, slots=True)
class Formula:
    """One `expression = stated` of a text."""

    expression: str
    """As typed, without the equals sign."""
    stated: Decimal
    """The printed result, powers of ten and % applied: 1.6万元 is 16000."""
    computed: Decimal
    """The exact result (at most six decimals), in the power of ten that fits the stated one best."""
    correct: bool
    """Equal within half of the last decimal printed (within one for a division printed whole), in the unit of
    the result: half of 0.01万元 for 1.60万元, and never a twentieth or more."""
    start: int
    end: int
    in_unit: str = ""
    """`computed` of a wrong formula in the power of ten of its printed result: 3.6万 where 4万元 stands."""


@lru_cache(maxsize=8192)
def find_formulas(text: str) -> tuple[Formula, ...]:
    """Every formula with a stated result, in the order written; divisions by zero are left out."""
    normal = normalise(text)
    if "=" not in normal and "≈" not in normal and "等于" not in normal:
        return ()
    if _CALCULATES.search(normal) is None:
        return ()
    return tuple(formula for match in _CHAIN.finditer(normal) for formula in _formulas(text, match))


def _formulas(text: str, match: re.Match[str]) -> list[Formula]:
    """The formulas of one chain a=b=c: (a, b) and (b, c)."""
    chain = match[0]
    signs = list(_EQUALS_SIGN.finditer(chain))
    starts = [0, *(sign.end() for sign in signs)]
    ends = [*(sign.start() for sign in signs), len(chain)]
    found = []
    for index, sign in enumerate(signs):
        left, right = chain[starts[index] : ends[index]], chain[starts[index + 1] : ends[index + 1]]
        if not re.search(r"[-+*/xX]\s?\(*[0-9]", left):
            continue
        begin = match.start() + starts[index]
        expression = _without_outer_bracket(text[begin : begin + len(left)].strip())
        about = bool(sign["about"]) or "≈" in sign[0] or re.search("左右|上下", right) is not None
        if (
            formula := _formula(expression, left, right, about, begin, match.start() + ends[index + 1])
        ) is not None:
            found.append(formula)
    return found


def _without_outer_bracket(expression: str) -> str:
    """A bracket that the formula opens but does not close belongs to the sentence around it."""
    opened = len(re.findall("[(（]", expression)) - len(re.findall("[)）]", expression))
    return expression[opened:] if opened > 0 and re.match(f"[(（]{{{opened}}}", expression) else expression


def _formula(expression: str, left: str, right: str, about: bool, start: int, end: int) -> Formula | None:
    """Judges one equation in both readings of powers of ten (5*3万元=15万元; 5*3=15万元)."""
    if _adds_percent(left) or _converts_units(left, right) or _holds_range(left):
        return None
    # A correct reading wins, otherwise the one with powers of ten and the first number stated.
    first = None
    for computed, stated, scaled in _readings(left, right):
        if _is_close(computed, stated, left, right, about, scaled):
            return Formula(expression, _decimal(stated), _decimal(computed), True, start, end)
        first = first or (computed, stated)
    if first is None:
        return None
    computed, stated = first
    in_unit = _in_unit(computed, right)
    return Formula(expression, _decimal(stated), _decimal(computed), False, start, end, in_unit)


def _readings(left: str, right: str) -> Iterator[tuple[Exact, Exact, bool]]:
    """(result of the left side, result stated, whether powers of ten were applied), the likeliest first."""
    for scaled in (True, False) if _HAS_MAGNITUDE.search(left + right) else (True,):
        computed = _evaluate(left, scaled)
        if computed is None:
            return
        for state in (_first_number, _evaluate):
            if (stated := state(right, scaled)) is not None:
                yield computed, stated, scaled


def _in_unit(computed: Exact, right: str) -> str:
    match = next(token for token in _TOKEN.finditer(right) if token["number"])
    if not match["magnitude"]:
        return ""
    value = _decimal(Fraction(computed) / int(magnitude_of(match["magnitude"])))
    return f"{value:f}{match['magnitude']}" if abs(value) >= Decimal("0.01") else ""


def _is_close(computed: Exact, stated: Exact, left: str, right: str, about: bool, scaled: bool) -> bool:
    """Equal but for rounding: half of the last printed place, in the unit of the result as it is read."""
    if computed == stated:
        return True
    match = next(token for token in _TOKEN.finditer(right) if token["number"])
    power = Fraction(magnitude_of(match["magnitude"])) if scaled and match["magnitude"] else Fraction(1)
    scale = power / (100 if match["percent"] else 1)
    decimals = len(match["number"].partition(".")[2])
    tolerance = scale / 10**decimals / 2
    if "/" in left and not decimals:
        tolerance *= 2
    if power > 1:
        # 36000 is no 4万: nobody rounds a twentieth away.
        tolerance = min(tolerance, Fraction(abs(computed), 20))
    if about:
        tolerance = max(tolerance, Fraction(abs(stated), 20))
    return abs(computed - stated) <= tolerance


def _adds_percent(side: str) -> bool:
    """100+10% can mean 100.1 and 110: not decidable."""
    return re.search(r"[0-9](?!%)[^-+*/%]*[-+]\s?[0-9.]+%(?!\s?[*xX/])", side) is not None


def _converts_units(left: str, right: str) -> bool:
    """1200分钟*3=60小时 is right though the numbers differ."""
    units = set(_CONVERTIBLE.findall(right))
    return bool(units) and not units <= (before := set(_CONVERTIBLE.findall(left))) and bool(before)


def _holds_range(side: str) -> bool:
    """1-12月 and 2023/1/1 are no subtraction and no division; a difference below zero is none either."""
    pairs = re.findall(rf"({NUMBER}){_WORDS}\s?-\s?({NUMBER})", side)
    return bool(_DAY.search(side)) or any(decimal_of(first) < decimal_of(second) for first, second in pairs)


def _first_number(side: str, scaled: bool) -> Exact | None:
    match = _TOKEN.match(side.lstrip("( ¥"))
    return _value(match, scaled) if match and match["number"] else None


def _value(match: re.Match[str], scaled: bool) -> Exact:
    number, percent, magnitude = match.group("number", "percent", "magnitude")
    value = Fraction(decimal_of(number)) if "." in number or percent else int(number.replace(",", ""))
    if percent:
        value /= 100
    return value * int(magnitude_of(magnitude)) if scaled and magnitude else value


def _evaluate(side: str, scaled: bool) -> Exact | None:
    """The value of a side by the usual precedence, or None if it is malformed."""
    # Only a slash before a number divides; the slash of 元/人 goes with its words, as do remarks in brackets.
    side = re.sub(rf"/(?=\s?{_HAN})|\([^()0-9]{{0,16}}\)", " ", side)
    tokens = _balanced([match["mark"] or match for match in _TOKEN.finditer(side)])
    try:
        value, rest = _sum(tokens, scaled)
    except (IndexError, TypeError, ZeroDivisionError, RecursionError):
        return None
    return value if not rest else None


def _balanced(tokens: list) -> list:
    """Without the brackets that open or close outside the formula."""
    opened: list[int] = []
    unmatched = set()
    for position, token in enumerate(tokens):
        if token == "(":
            opened.append(position)
        elif token == ")" and opened:
            opened.pop()
        elif token == ")":
            unmatched.add(position)
    unmatched.update(opened)
    return [token for position, token in enumerate(tokens) if position not in unmatched]


def _sum(tokens: list, scaled: bool) -> tuple[Exact, list]:
    value, rest = _product(tokens, scaled)
    while rest and rest[0] in ("+", "-"):
        operator = rest[0]
        term, rest = _product(rest[1:], scaled)
        value = value + term if operator == "+" else value - term
    return value, rest


def _product(tokens: list, scaled: bool) -> tuple[Exact, list]:
    value, rest = _factor(tokens, scaled)
    while rest and rest[0] in ("*", "x", "X", "/"):
        operator = rest[0]
        factor, rest = _factor(rest[1:], scaled)
        value = Fraction(value) / factor if operator == "/" else value * factor
    return value, rest


def _factor(tokens: list, scaled: bool) -> tuple[Exact, list]:
    head, rest = tokens[0], tokens[1:]
    if head == "(":
        value, rest = _sum(rest, scaled)
        return value, rest[1:]
    return _value(head, scaled), rest


def _decimal(value: Exact) -> Decimal:
    with localcontext(prec=100):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact.quantize(Decimal("0.000001")).normalize() + 0
