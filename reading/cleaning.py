"""The documented changes that a text undergoes on its way from a cell to a field. There are no others.

1. `clean_text`: what may not be stored is removed, line ends become line feeds, signs that only look like
   another one become that (see perfgoals.common.text).
2. In fields of one line, line breaks go: they are cells wrapped by hand. Between two Latin letters or digits
   a blank takes their place.
3. Blanks around a text go in fields of one line and in targets; a text of blanks only is empty. In fields of
   one line, weights and directions a text of nothing but dashes or strokes is empty too.
"""

import re

from perfgoals.common.text import clean_text
from perfgoals.common.twins import plain

_LINE_BREAK = re.compile(r"[^\S\n]*\n\s*")
_LINE_ENDS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_STROKES = re.compile(r"[-－—–/\\\s]*")
_LATIN = re.compile("[0-9A-Za-z]")


def long_text(text: str) -> str:
    """Objectives and justifications: indents and paragraphs stay."""
    text = clean_text(text)
    return "" if text.isspace() else text


def trimmed(text: str) -> str:
    """Names of indicators and targets: line breaks inside stay."""
    return clean_text(text).strip()


def single_line(text: str) -> str:
    """Names of units and projects, codes, tiers: 兰溪路下立交工\\n程 becomes 兰溪路下立交工程."""
    text = trimmed(text)
    return _LINE_BREAK.sub(_joint, text) if "\n" in text else text


def _joint(match: re.Match[str]) -> str:
    before, after = match.string[match.start() - 1], match.string[match.end()]
    return " " if _LATIN.match(before) and _LATIN.match(after) else ""


def says_nothing(text: str) -> bool:
    """Whether a cell is empty or has only the dash that people write where nothing is to be said."""
    return _STROKES.fullmatch(text) is not None


def loses_characters(text: str) -> bool:
    """Whether `clean_text` removes something people could miss, beyond the form of line ends."""
    return not text.isprintable() and clean_text(text) != plain(_LINE_ENDS.sub("\n", text))
