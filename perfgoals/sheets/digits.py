"""Sets a number into the digit places of one section of a number format."""

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

Token = tuple[str, str]  # kind (literal, digit, point, comma, percent, exponent, slash …) and its character
_WIDE = Context(prec=700, rounding=ROUND_HALF_UP)


def number_text(tokens: tuple[Token, ...], number: Decimal) -> str:
    """`#,##0.00"元"` and 1234.5 → 1,234.50元; also percentages, thousands cut by a comma, and 1.23E+05."""
    mantissa, exponent = _split(tokens, "exponent")
    integer_tokens, decimal_tokens = _split(mantissa, "point")
    percents = sum(kind == "percent" for kind, _ in tokens)
    thousands = _trailing_commas(integer_tokens) + _trailing_commas(decimal_tokens)
    number = number.scaleb(2 * percents - 3 * thousands)
    power = number.adjusted() if exponent and number else 0
    number = number.scaleb(-power)
    places = sum(kind == "digit" for kind, _ in decimal_tokens)
    rounded = number.quantize(Decimal(1).scaleb(-places), context=_WIDE)
    integer, _, decimals = f"{rounded.copy_abs():f}".partition(".")
    text = "-" if rounded < 0 else ""
    text += _integer_text(integer_tokens, integer.lstrip("0"))
    if len(integer_tokens) < len(mantissa):
        text += "." + _decimal_text(decimal_tokens[1:], decimals)
    return text + _exponent_text(exponent, power)


def fraction_text(tokens: tuple[Token, ...], number: Decimal) -> str:
    """`# ?/?` and 2.5 → 2 1/2; the denominator has as many digits as it has places, or is the one given."""
    before, after = _split(tokens, "slash")
    denominator = "".join(value for _, value in after if value.isdigit())
    given = denominator if denominator.strip("0") else ""
    limit = 10 ** min(sum(kind == "digit" for kind, _ in after), 6) - 1
    value = Fraction(abs(number))
    if given:
        value = Fraction(round(value * int(given)), int(given))
    else:
        value = value.limit_denominator(max(limit, 1))
    mixed = any(kind == "literal" and not value.strip() for kind, value in before)
    whole, rest = divmod(value, 1) if mixed else (0, value)
    parts = [str(whole)] if whole or not rest else []
    if rest:
        factor = int(given) // rest.denominator if given else 1
        parts.append(f"{rest.numerator * factor}/{rest.denominator * factor}")
    return ("-" if number < 0 and value else "") + " ".join(parts)


def _split(tokens: tuple[Token, ...], kind: str) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """What stands before the first token of this kind, and the rest beginning with it."""
    at = next((index for index, token in enumerate(tokens) if token[0] == kind), len(tokens))
    return tokens[:at], tokens[at:]


def _trailing_commas(tokens: tuple[Token, ...]) -> int:
    """Commas right after the last digit place: each divides what is shown by a thousand."""
    kinds = [kind for kind, _ in tokens]
    if "digit" not in kinds:
        return 0
    last = len(kinds) - kinds[::-1].index("digit")
    count = 0
    while kinds[last + count : last + count + 1] == ["comma"]:
        count += 1
    return count


def _integer_text(tokens: tuple[Token, ...], digits: str) -> str:
    """From right to left; the leftmost place takes all digits that are left."""
    kinds = [kind for kind, _ in tokens]
    if "digit" not in kinds:
        return "".join(value for kind, value in tokens if kind in ("literal", "percent")) + digits
    first, last = kinds.index("digit"), len(kinds) - 1 - kinds[::-1].index("digit")
    grouped = "comma" in kinds[first:last]
    shown = 0
    pieces: list[str] = []
    for index in range(len(tokens) - 1, -1, -1):
        kind, value = tokens[index]
        if kind in ("literal", "percent"):
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


def _decimal_text(tokens: tuple[Token, ...], decimals: str) -> str:
    """From left to right; a place # or ? stays empty where only zeros follow."""
    pieces = []
    position = 0
    for kind, value in tokens:
        if kind == "digit":
            if value == "0" or decimals[position:].strip("0"):
                pieces.append(decimals[position])
            position += 1
        elif kind in ("literal", "percent"):
            pieces.append(value)
    return "".join(pieces)


def _exponent_text(tokens: tuple[Token, ...], power: int) -> str:
    if not tokens:
        return ""
    sign = "-" if power < 0 else "+" if tokens[0][1][1] == "+" else ""
    width = sum(kind == "digit" for kind, _ in tokens)
    return f"E{sign}{abs(power):0{width}d}"
