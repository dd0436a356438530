"""A number as a cell with the format General shows it: eleven characters, then scientific notation."""

from decimal import ROUND_HALF_UP, Context, Decimal

_WIDEST = 11
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)
_SIX_DIGITS = Context(prec=6, rounding=ROUND_HALF_UP)


def general_text(number: Decimal) -> str:
    """123456789.123 → 123456789.1; 123456789012 → 1.23457E+11; 0.0000123456 → 1.23456E-05."""
    if not number:
        return "0"
    sign, size = "-" if number < 0 else "", abs(number)
    text = _fixed(size)
    return sign + (_scientific(size) if text is None else text)


def _fixed(size: Decimal) -> str | None:
    """In plain digits, or None where eleven characters do not hold enough of them."""
    power = size.adjusted()
    if not -10 < power < _WIDEST:
        return None
    places = max(9 - power, 0) if power >= 0 else 9
    rounded = size.quantize(Decimal(1).scaleb(-places), context=_WIDE)
    if (power < -4 and rounded != size) or rounded.adjusted() >= _WIDEST:
        return None
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _scientific(size: Decimal) -> str:
    rounded = _SIX_DIGITS.plus(size)
    power = rounded.adjusted()
    mantissa = f"{rounded.scaleb(-power):f}"
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}E{'-' if power < 0 else '+'}{abs(power):02d}"
