"""Which formulas are calculations, and which are targets that only begin with `=`.

`=100%`, `=985米`, `=100.00(%)`, `=及时` are ordinary values here (sign and value), though
a spreadsheet program stores them as formulas. Anything with an operator, a cell reference or a function is a
calculation.
"""

import re

_UNIT = r"[^\W\d_a-zA-Z]*(?:/[^\W\d_a-zA-Z]+)?"
_ORDINARY = re.compile(
    rf"\s*(?:\d[\d,]*(?:\.\d+)?\s*(?:[%％]|[(（][%％][)）])?\s*{_UNIT}|[^\W\d_a-zA-Z]+[%％]?)\s*"
)


def is_ordinary_target(formula: str) -> bool:
    """Whether `formula` (without its `=`) is a plain value with or without unit, not a calculation."""
    return _ORDINARY.fullmatch(formula) is not None


# WPS writes a picture in a cell as DISPIMG; IMAGE is Excel's.
_PICTURE = re.compile(r"=?(?:_xlfn\.)?(?:_xludf\.)?(?:DISPIMG|IMAGE)\(", re.IGNORECASE)


def is_picture(formula: str) -> bool:
    """Whether the formula, with or without its `=`, puts a picture into the cell."""
    return _PICTURE.match(formula) is not None
