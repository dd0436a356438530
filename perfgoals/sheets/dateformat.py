"""A serial date → the text a spreadsheet program shows for it, as in yyyy"年"m"月" or h:mm AM/PM."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from .formatcode import Section, Token

_DAY = 86_400
_EPOCH = date(1899, 12, 30)
_LEAP_DAY = 60  # 29 February 1900, which never was; the days before it lie one later
_DAYS_TO_1904 = 1_462
_YEAR_10000 = 2_958_466
_WEEKDAYS = "一二三四五六日"
_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_ELAPSED = {"h": 3_600, "m": 60, "s": 1}
_MOST_PLACES = 6


@dataclass(frozen=True, slots=True)
class Moment:
    """What a calendar and a clock show. `weekday` counts from Monday, 0, `elapsed` seconds from day 0."""

    year: int
    month: int
    day: int
    weekday: int
    elapsed: Decimal

    @property
    def hour(self) -> int:
        return int(self.elapsed) // 3_600 % 24

    @property
    def minute(self) -> int:
        return int(self.elapsed) // 60 % 60

    @property
    def second(self) -> int:
        return int(self.elapsed) % 60


def display(serial: Decimal, section: Section, *, from_1904: bool = False) -> str | None:
    """The date as shown; None outside the years a spreadsheet knows, where it shows #####."""
    tokens = section.tokens
    moment = _moment(serial, tokens, from_1904)
    if moment is None:
        return None
    twelve = any(kind == "noon" for kind, _ in tokens)
    pieces = []
    for index, (kind, value) in enumerate(tokens):
        if kind == "part" and _is_minute(tokens, index):
            value = _padded(moment.minute, value)
        elif kind == "part":
            value = _part(moment, value.lower(), twelve, section.chinese)
        elif kind == "split":
            value = f"{moment.elapsed % 1:.{min(len(value), _MOST_PLACES)}f}"[1:]
        elif kind == "noon":
            value = _noon(moment, "上午/下午" if section.chinese else value)
        elif kind == "elapsed":
            value = f"{int(moment.elapsed) // _ELAPSED[value[0].lower()]:0{len(value)}d}"
        pieces.append(value)
    return "".join(pieces)


def _moment(serial: Decimal, tokens: tuple[Token, ...], from_1904: bool) -> Moment | None:
    """Rounded to the part of a second that is shown; where no time is shown, the day is not rounded up."""
    if not 0 <= serial < _YEAR_10000:
        return None
    if any(_shows_time(tokens, index) for index in range(len(tokens))):
        places = max((len(value) for kind, value in tokens if kind == "split"), default=0)
        unit = Decimal(1).scaleb(-min(places, _MOST_PLACES))
        elapsed = (serial * _DAY).quantize(unit, rounding=ROUND_HALF_UP)
    else:
        elapsed = Decimal(int(serial) * _DAY)
    day = int(elapsed // _DAY) + (_DAYS_TO_1904 if from_1904 else 0)
    return Moment(*_calendar(day), (day + 5) % 7, elapsed) if day < _YEAR_10000 else None


def _shows_time(tokens: tuple[Token, ...], index: int) -> bool:
    kind, value = tokens[index]
    return kind in ("elapsed", "noon", "split") or (
        kind == "part" and (value[0] in "hHsS" or _is_minute(tokens, index))
    )


def _calendar(day: int) -> tuple[int, int, int]:
    """(year, month, day) with the two days that only spreadsheets have: 0 January and 29 February 1900."""
    if day == 0:
        return 1900, 1, 0
    if day == _LEAP_DAY:
        return 1900, 2, 29
    found = _EPOCH + timedelta(days=day + (1 if day < _LEAP_DAY else 0))
    return found.year, found.month, found.day


def _is_minute(tokens: tuple[Token, ...], index: int) -> bool:
    """m means minutes after an hour or beside a second, months elsewhere."""
    if tokens[index][1][0] not in "mM":
        return False
    before = _nearest(reversed(tokens[:index]))
    return before in ("h", "s") or _nearest(tokens[index + 1 :]) == "s"


def _nearest(tokens) -> str:
    """The letter of the first part of date or time among these tokens."""
    return next((value[0].lower() for kind, value in tokens if kind in ("part", "elapsed")), "")


def _padded(number: int, letters: str) -> str:
    return f"{number:02d}" if len(letters) > 1 else str(number)


def _part(moment: Moment, letters: str, twelve: bool, chinese: bool) -> str:
    """One run of date letters. Names are English unless the format says Chinese; those of aaa always are."""
    letter, width = letters[0], len(letters)
    match letter:
        case "y":
            return f"{moment.year % 100:02d}" if width < 3 else f"{moment.year:04d}"
        case "e":
            return str(moment.year)
        case "g":
            return ""  # the name of an era: China's calendar has none
        case "m":
            return _month(moment.month, width, chinese) if width > 2 else _padded(moment.month, letters)
        case "d":
            return _weekday(moment.weekday, width, chinese) if width > 2 else _padded(moment.day, letters)
        case "a":
            return ("星期" if width == 4 else "") + _WEEKDAYS[moment.weekday]
        case "h":
            return _padded((moment.hour % 12 or 12) if twelve else moment.hour, letters)
    return _padded(moment.second, letters)


def _month(month: int, width: int, chinese: bool) -> str:
    """mmm, mmmm; mmmmm is the first letter."""
    if chinese:
        return f"{month if width == 3 else _MONTHS[month - 1]}月"
    name = _ENGLISH_MONTHS[month - 1]
    return name if width == 4 else name[:1] if width == 5 else name[:3]


def _weekday(weekday: int, width: int, chinese: bool) -> str:
    """ddd, dddd."""
    if chinese:
        return ("周" if width == 3 else "星期") + _WEEKDAYS[weekday]
    name = _ENGLISH_DAYS[weekday]
    return name[:3] if width == 3 else name


def _noon(moment: Moment, marks: str) -> str:
    morning, afternoon = marks.split("/")
    return morning if moment.hour < 12 else afternoon
