"""When two texts of a table say the same: blanks, width of brackets, kinds of quotes, dashes do not count."""

import re
import unicodedata
from functools import lru_cache

from perfgoals.language.codes import split_fund, split_subject, split_unit
from perfgoals.sheets import Cell

from .amounts import read_amount

_SIGNS = str.maketrans({
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "「": '"', "」": '"', "‘": "'", "’": "'",
    "—": "-", "–": "-", "－": "-", "−": "-", "―": "-", "·": ".", "•": ".", "・": ".",
    "〔": "(", "〕": ")", "[": "(", "]": ")", "【": "(", "】": ")",
})  # fmt: skip
_DASHES = re.compile("-+")
_SPLIT = {"unit": split_unit, "fund": split_fund, "subject": split_subject}


@lru_cache(maxsize=16384)
def folded(text: str) -> str:
    """What the spellings of a name have in common: “大组工网” 费（年） and "大组工网"费(年)."""
    plain = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    return _DASHES.sub("-", "".join(plain.split())).casefold()


def same_meaning(key: str, one: Cell, other: Cell, amount_unit: str = "元") -> bool:
    """Whether two cells of a project's field say the same; `amount_unit` is what a bare amount counts."""
    if one.text == other.text or folded(one.text) == folded(other.text):
        return True
    if key == "amount":
        first = read_amount(one, amount_unit).amount
        return first is not None and first == read_amount(other, amount_unit).amount
    split = _SPLIT.get(key)
    if split is None:
        return False
    (code, name), (other_code, other_name) = split(one.text.strip()), split(other.text.strip())
    return (
        bool(code)
        and code == other_code
        and (not name or not other_name or folded(name) == folded(other_name))
    )
