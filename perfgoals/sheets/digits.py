"""Sets a number into the digit places of one section of a number format."""

from decimal import ROUND_HALF_UP, Context, Decimal

from .formatcode import Section, Token

Tokens = tuple[Token, ...]
_WIDE = Context(prec=700, rounding=ROUND_HALF_UP)
_NEARLY_WHOLE = 5e-8
_WIDEST_DENOMINATOR = 6


def number_text(tokens: Tokens, number: Decimal) -> str:
    """`#,##0.00"元"` and 1234.5 → 1,234.50元; also percentages, thousands cut by a comma, and 1.23E+05."""
    if not any(kind == "digit" for kind, _ in tokens):
        return "".join(value for kind, value in tokens if kind in ("literal", "percent"))
    mantissa, exponent = _split(tokens, "exponent")
    integer_tokens, decimal_tokens = _split(mantissa, "point")
    number = number.scaleb(2 * _count(tokens, "percent") - 3 * thousands_cut(tokens))
    places = _count(decimal_tokens, "digit")
    if exponent:
        rounded, power = _scientific(number, _count(integer_tokens, "digit"), places)
    else:
        rounded, power = _rounded(number, places), 0
    integer, _, decimals = f"{rounded.copy_abs():f}".partition(".")
    text = "-" if rounded < 0 else ""
    text += _integer_text(integer_tokens, integer.lstrip("0"))
    if len(integer_tokens) < len(mantissa):
        text += "." + _decimal_text(decimal_tokens[1:], decimals)
    return text + _exponent_text(exponent, power)


def thousands_cut(tokens: Tokens) -> int:
    """Commas right after the last digit place: each divides what is shown by a thousand."""
    integer_tokens, decimal_tokens = _split(_split(tokens, "exponent")[0], "point")
    return _trailing_commas(integer_tokens) + _trailing_commas(decimal_tokens)


def is_fraction(section: Section) -> bool:
    """`# ?/?`, but not a slash before a unit as in `0元/人`: places must stand on both sides."""
    before, after = _split(section.tokens, "slash")
    return bool(_numerator(before)[1]) and bool(after[1:]) and _is_place(after[1])


def fraction_text(section: Section, number: Decimal) -> str:
    """`# ?/?` and 2.5 → 2 1/2; the denominator has as many digits as it has places, or is the one given."""
    before, after = _split(section.tokens, "slash")
    whole_tokens, _ = _numerator(before)
    length = next((n for n, token in enumerate(after[1:]) if not _is_place(token)), len(after) - 1)
    places, behind = after[1 : 1 + length], after[1 + length :]
    numerator, denominator = _nearest(abs(number), "".join(value for _, value in places))
    text = "-" if number < 0 and numerator else ""
    whole, mixed = 0, _count(whole_tokens, "digit") > 0
    if mixed:
        whole, numerator = divmod(numerator, denominator)
    if mixed and whole == numerator == 0:
        text += "".join(value if kind == "literal" else "0" for kind, value in whole_tokens)
    elif whole_tokens:
        before_fraction = _integer_text(whole_tokens, str(whole).lstrip("0"))
        text += before_fraction if whole else before_fraction.lstrip()
    text = text + f"{numerator}/{denominator}" if numerator or not mixed else text.rstrip()
    return text + "".join(value for kind, value in behind if kind in ("literal", "percent"))


def _is_place(token: Token) -> bool:
    kind, value = token
    return kind == "digit" or (kind == "literal" and value in "123456789")


def _numerator(tokens: Tokens) -> tuple[Tokens, Tokens]:
    """The tokens before the slash, cut where the places of the numerator begin."""
    at = len(tokens)
    while at and tokens[at - 1][0] == "digit":
        at -= 1
    return tokens[:at], tokens[at:]


def _nearest(number: Decimal, places: str) -> tuple[int, int]:
    """(numerator, denominator) for the places of the denominator: `8` and `100` are given, `??` is found."""
    digits = places.replace("?", "0").replace("#", "0")
    if given := int(digits or 0):
        return int(_rounded(number * given, 0)), given
    return _convergent(float(number), 10 ** min(len(digits), _WIDEST_DENOMINATOR) - 1)


def _convergent(number: float, limit: int) -> tuple[int, int]:
    """The last convergent of the continued fraction whose denominator is at most `limit`, as programs do it:
    12.3 with one place is 12 1/3, though 12 2/7 lies nearer."""
    earlier, latest = (0, 1), (1, 0)
    while True:
        whole = int(number)
        found = whole * latest[0] + earlier[0], whole * latest[1] + earlier[1]
        if found[1] > limit:
            return latest
        earlier, latest, rest = latest, found, number - whole
        if rest < _NEARLY_WHOLE:
            return latest
        number = 1 / rest


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), context=_WIDE)


def _scientific(number: Decimal, width: int, places: int) -> tuple[Decimal, int]:
    """The mantissa, rounded, and the power of ten: a multiple of the places before the point."""
    width = max(width, 1)
    power = number.adjusted() // width * width if number else 0
    rounded = _rounded(number.scaleb(-power), places)
    if rounded and rounded.adjusted() >= width:  # 9.999 became 10.00
        power += width
        rounded = _rounded(number.scaleb(-power), places)
    return rounded, power


def _split(tokens: Tokens, kind: str) -> tuple[Tokens, Tokens]:
    """What stands before the first token of this kind, and the rest beginning with it."""
    at = next((index for index, token in enumerate(tokens) if token[0] == kind), len(tokens))
    return tokens[:at], tokens[at:]


def _count(tokens: Tokens, kind: str) -> int:
    return sum(found == kind for found, _ in tokens)


def _trailing_commas(tokens: Tokens) -> int:
    kinds = [kind for kind, _ in tokens]
    if "digit" not in kinds:
        return 0
    last = len(kinds) - kinds[::-1].index("digit")
    count = 0
    while kinds[last + count : last + count + 1] == ["comma"]:
        count += 1
    return count


def _integer_text(tokens: Tokens, digits: str) -> str:
    """From right to left; the leftmost place takes all digits that are left."""
    kinds = [kind for kind, _ in tokens]
    if "digit" not in kinds:
        return "".join(value for kind, value in tokens if kind in ("literal", "percent", "slash")) + digits
    first, last = kinds.index("digit"), len(kinds) - 1 - kinds[::-1].index("digit")
    grouped = "comma" in kinds[first:last]
    shown = 0
    pieces: list[str] = []
    for index in range(len(tokens) - 1, -1, -1):
        kind, value = tokens[index]
        if kind in ("literal", "percent", "slash"):
            pieces.append(value)
        if kind != "digit":
            continue
        taken = digits[::-1] if index == first else digits[-1:]
        digits = "" if index == first else digits[:-1]
        for digit in taken or ("0" if value == "0" else ""):
            pieces.append("," if grouped and shown and shown % 3 == 0 else "")
            pieces.append(digit)
            shown += 1
    return "".join(reversed(pieces))


def _decimal_text(tokens: Tokens, decimals: str) -> str:
    """From left to right; a place # or ? stays empty where only zeros follow."""
    pieces = []
    position = 0
    for kind, value in tokens:
        if kind == "digit":
            if value == "0" or decimals[position:].strip("0"):
                pieces.append(decimals[position])
            position += 1
        elif kind in ("literal", "percent", "slash"):
            pieces.append(value)
    return "".join(pieces)


def _exponent_text(tokens: Tokens, power: int) -> str:
    if not tokens:
        return ""
    sign = "-" if power < 0 else "+" if tokens[0][1][1] == "+" else ""
    behind = "".join(value for kind, value in tokens if kind in ("literal", "percent", "slash"))
    return f"E{sign}{abs(power):0{_count(tokens, 'digit')}d}{behind}"
