"""A serial date → the text a spreadsheet program shows for it, as in yyyy"年"m"月" or h:mm AM/PM."""

import re
from datetime import datetime, timedelta
from decimal import Decimal

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]*\]'
    r"|(?P<noon>AM/PM|A/P|上午/下午)|(?P<part>y+|e+|m+|d+|a{3,4}|h+|s+)|\.(?P<split>0+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_SECTION = re.compile(r'(?:"[^"]*"?|\\.|\[[^\]]*\]|[^;])*', re.DOTALL)
_EPOCH = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
_YEAR_10000 = 2_958_466
_WEEKDAYS = "一二三四五六日"
_LITERAL = {"quoted", "escaped", "other"}


def display(serial: Decimal, code: str, *, from_1904: bool = False) -> str:
    """The date as shown; "" when `serial` is outside the years a spreadsheet knows (there it shows #####)."""
    tokens = [
        (match.lastgroup, match[match.lastgroup])
        for match in _TOKEN.finditer(_SECTION.match(code)[0])
        if match.lastgroup
    ]
    places = max((len(value) for kind, value in tokens if kind == "split"), default=0)
    try:
        moment = _moment(serial, from_1904, places)
    except (OverflowError, ValueError):
        return ""
    twelve = any(kind == "noon" for kind, _ in tokens)
    pieces = []
    for index, (kind, value) in enumerate(tokens):
        if kind in _LITERAL:
            pieces.append(value)
        elif kind == "split":
            pieces.append("." + f"{moment.microsecond:06d}"[: len(value)])
        elif kind == "noon":
            pieces.append(_noon(moment, value))
        elif kind == "elapsed":
            pieces.append(_elapsed(serial, value.lower()))
        elif value[0] in "mM" and _is_minute(tokens, index):
            pieces.append(_padded(moment.minute, value))
        else:
            pieces.append(_part(moment, value.lower(), twelve))
    return "".join(pieces)


def _moment(serial: Decimal, from_1904: bool, places: int) -> datetime:
    """Rounded to the decimals of seconds that are shown."""
    if not 0 <= serial < _YEAR_10000:
        raise ValueError(serial)
    seconds = round(serial * 86_400, min(places, 6))
    offset = timedelta(seconds=int(seconds), microseconds=int(seconds % 1 * 1_000_000))
    if from_1904:
        return _EPOCH_1904 + offset
    # Serial 60 is the 29 February 1900 that never was; the days before it lie one later.
    return _EPOCH + offset + timedelta(days=1 if serial < 60 else 0)


def _is_minute(tokens: list[tuple[str, str]], index: int) -> bool:
    """m means minutes after an hour or before a second, months elsewhere."""

    def is_time(neighbours: list[tuple[str, str]], letter: str) -> bool:
        nearest = next((value for kind, value in neighbours if kind in ("part", "elapsed")), "")
        return nearest[:1].lower() == letter

    return is_time(tokens[index - 1 :: -1] if index else [], "h") or is_time(tokens[index + 1 :], "s")


def _padded(number: int, letters: str) -> str:
    return f"{number:02d}" if len(letters) > 1 else str(number)


def _part(moment: datetime, letters: str, twelve: bool) -> str:
    """One run of date letters; months and weekdays written out are English, aaa and aaaa Chinese."""
    letter, width = letters[0], len(letters)
    match letter:
        case "y":
            return f"{moment.year % 100:02d}" if width < 3 else f"{moment.year:04d}"
        case "e":
            return str(moment.year)
        case "m":
            return _name(moment, width, "%b", "%B") if width > 2 else _padded(moment.month, letters)
        case "d":
            return _name(moment, width, "%a", "%A") if width > 2 else _padded(moment.day, letters)
        case "a":
            return ("星期" if width == 4 else "") + _WEEKDAYS[moment.weekday()]
        case "h":
            return _padded((moment.hour % 12 or 12) if twelve else moment.hour, letters)
    return _padded(moment.second, letters)


def _name(moment: datetime, width: int, short: str, long: str) -> str:
    text = moment.strftime(long if width > 3 else short)
    return text[0] if width == 5 else text


def _noon(moment: datetime, marks: str) -> str:
    morning, afternoon = marks.split("/")
    return morning if moment.hour < 12 else afternoon


def _elapsed(serial: Decimal, letters: str) -> str:
    seconds = {"h": 3_600, "m": 60, "s": 1}[letters[0]]
    return f"{int(serial * 86_400 / seconds):0{len(letters)}d}"
