"""The one border that text from forms, workbooks and pasted cells crosses on its way in.

Removed, because a database, an XML file (xlsx) or a PDF refuses them or because they falsify what is read:

- NUL and the other control characters (U+0000–U+001F save line feed and tab, U+007F–U+009F)
- the non-characters U+FFFE and U+FFFF, and lone surrogates (half of a broken emoji)
- marks that reverse the direction of display (U+202A–U+202E, U+2066–U+2069, U+200E, U+200F, U+061C)
- invisible spaces of zero width (U+200B, U+2060, U+FEFF), which make equal names unequal

Every line ending (CR LF, CR, vertical tab, form feed, NEL, U+2028, U+2029) becomes a line feed. A sign that
is drawn like another one becomes its plain twin: the radical ⼈ is stored as 人 (see perfgoals.common.twins).
All else stays: emoji with their joiner U+200D and variation selectors, rare characters of any plane,
full-width forms, blanks.
"""

import re

from .twins import plain

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff"
    "\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u200b\u2060\ufeff]"
)
_UNSTORABLE = re.compile("[\x00\ufffe\uffff\ud800-\udfff]")


def clean_text(value: str | None) -> str:
    """`value` without what may not be stored (see above), lines ended by line feeds; None becomes ""."""
    if not value:
        return ""
    value = plain(value)
    if value.isprintable():  # nothing of the above is; most texts end here, and imports have many
        return value
    return _REMOVED.sub("", _LINE_ENDS.sub("\n", value))


def without_unstorable(text: str) -> str:
    """`text` without NUL, non-characters and lone surrogates, for what is kept as found in a file."""
    return _UNSTORABLE.sub("", text)


# How a cell begins that a spreadsheet would compute; of full-width signs East Asian editions do the same.
FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def harmless_in_csv(text: str) -> str:
    """Excel computes a CSV cell that begins like a formula; an apostrophe before it makes it text."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


_INNER = str.maketrans("“”", "‘’")


def quoted(name: object) -> str:
    """A name in quotes, its own quotes the inner ones (GB/T 15834): “‘大组工网’费” for “大组工网”费."""
    return f"“{str(name).translate(_INNER)}”"


def nested(text: str) -> str:
    """A whole sentence whose names brought their own quotes along: those inside others become the inner ones.

    >>> nested("指标““两新”党组织”没有填写。"), nested("填“是”或“否”")
    ('指标“‘两新’党组织”没有填写。', '填“是”或“否”')

    A text whose quotes do not pair stays as it is.
    """
    if "““" not in text and "””" not in text and text.count("“") < 2:
        return text
    depth, said = 0, []
    for part in re.split("([“”])", text):
        if part == "”":
            depth -= 1
        if depth < 0:
            return text
        said.append(part.translate(_INNER) if part in "“”" and part and depth else part)
        if part == "“":
            depth += 1
    return text if depth else "".join(said)
