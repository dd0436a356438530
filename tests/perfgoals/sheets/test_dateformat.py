"""Serial dates as a spreadsheet program shows them, against Python's own calendar."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgoals.sheets import dateformat, numberformat
from perfgoals.sheets.formatcode import parsed

pytestmark = pytest.mark.pure

NEW_YEAR_2026 = Decimal(46023)


def display(serial: Decimal, code: str, *, from_1904: bool = False) -> str:
    return numberformat.display(str(serial), code, from_1904=from_1904)


dates = st.dates(date(1900, 3, 1), date(9999, 12, 31))


def serial_of(day: date) -> Decimal:
    return Decimal((day - date(1899, 12, 30)).days)


@given(dates)
def test_every_day_since_march_1900_is_that_of_the_calendar(day):
    assert display(serial_of(day), "yyyy-mm-dd") == f"{day:%Y-%m-%d}".rjust(10, "0")
    assert display(serial_of(day), 'yyyy"年"m"月"d"日"') == f"{day.year:04d}年{day.month}月{day.day}日"
    assert display(serial_of(day), "aaaa") == "星期" + "一二三四五六日"[day.weekday()]


@given(st.dates(date(1904, 1, 1), date(9000, 12, 31)))
def test_the_same_day_lies_1462_days_apart_in_the_two_systems(day):
    shown = display(serial_of(day), "yyyy/m/d")
    assert display(serial_of(day) - 1462, "yyyy/m/d", from_1904=True) == shown


@given(st.integers(0, 86_399))
def test_every_second_of_a_day_is_shown_as_that_second(second):
    serial = NEW_YEAR_2026 + (Decimal(second) / 86_400).quantize(Decimal("1e-10"))
    moment = datetime(2026, 1, 1) + timedelta(seconds=second)
    assert display(serial, "yyyy/mm/dd hh:mm:ss") == f"{moment:%Y/%m/%d %H:%M:%S}"
    assert display(serial, "h:mm AM/PM") == f"{moment.hour % 12 or 12}:{moment:%M} {moment:%p}"


@given(st.decimals(0, 10_000, places=6, allow_nan=False))
def test_elapsed_time_does_not_begin_again_after_a_day(days):
    hours, minutes, seconds = (int(display(days, f"[{part}]")) for part in "hms")
    assert hours == int((days * 86_400).quantize(Decimal(1), ROUND_HALF_UP)) // 3_600
    assert 0 <= minutes - hours * 60 < 60
    assert 0 <= seconds - minutes * 60 < 60


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("yy", "26"), ("yyyy", "2026"), ("e", "2026"), ("m", "3"), ("mm", "03"), ("mmm", "Mar"),
        ("mmmm", "March"), ("mmmmm", "M"), ("d", "5"), ("dd", "05"), ("ddd", "Thu"), ("dddd", "Thursday"),
        ("aaa", "四"), ("aaaa", "星期四"),
    ],
)  # fmt: skip
def test_a_part_is_as_long_as_its_letters(code, shown):
    assert display(serial_of(date(2026, 3, 5)), code) == shown


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("h:mm", "7:05"), ("hh:mm:ss", "07:05:09"), ("mm:ss", "05:09"), ("m/d", "3/5"), ("h时m分", "7时5分"),
        ("m月d日 h:m", "3月5日 7:5"), ("ss", "09"), ("[h]:mm", "1106071:05"),
        ("yyyy/m/d h:mm:ss", "2026/3/5 7:05:09"),
    ],
)  # fmt: skip
def test_m_is_a_minute_beside_hours_and_seconds_and_a_month_elsewhere(code, shown):
    moment = serial_of(date(2026, 3, 5)) + Decimal(7 * 3600 + 5 * 60 + 9) / 86_400
    assert display(moment, code) == shown


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('"第"d"天"', "第1天"), ("d\\日", "1日"), ("[$-804]yyyy/m/d", "2026/1/1"), ("[红色]d", "1"),
        ("d;@", "1"), ('d"；;"', "1；;"), ("d_)", "1"), ("d* ", "1"), ('d"没有结束', "1没有结束"),
    ],
)  # fmt: skip
def test_texts_colours_and_padding_around_a_date(code, shown):
    assert display(NEW_YEAR_2026, code) == shown


@pytest.mark.parametrize("code", ["上午/下午h时", "A/Ph", "AM/PM h"])
@pytest.mark.parametrize(
    ("hour", "twelve"), [(0, "12"), (1, "1"), (11, "11"), (12, "12"), (13, "1"), (23, "11")]
)
def test_half_days_count_to_twelve(code, hour, twelve):
    shown = display(NEW_YEAR_2026 + Decimal(hour) / 24, code)
    half = code.replace("h时", "").replace("h", "").strip().split("/")[hour >= 12]
    assert half in shown
    assert "".join(letter for letter in shown if letter.isdigit()) == twelve


def test_parts_of_a_second_are_cut_to_the_places_that_are_shown():
    serial = Decimal("0.5") + Decimal("1.256") / 86_400
    assert [display(serial, f"ss.{'0' * places}") for places in (1, 2, 3)] == ["01.3", "01.26", "01.256"]
    assert display(serial, "h:mm:ss") == "12:00:01"


def test_the_day_that_never_was_moves_the_two_months_before_it():
    assert [display(Decimal(n), "m/d") for n in (1, 31, 32, 59, 61)] == ["1/1", "1/31", "2/1", "2/28", "3/1"]


@pytest.mark.parametrize("serial", ["-1", "-0.5", "2958466", "1e20"])
def test_outside_the_years_of_a_spreadsheet_nothing_is_shown(serial):
    section = parsed("yyyy/m/d").numbers[0]
    assert dateformat.display(Decimal(serial), section) is None
