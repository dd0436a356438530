import csv
from decimal import ROUND_HALF_UP, Decimal
from io import StringIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgoals.sheets.builtin_formats import BUILTIN
from perfgoals.sheets.numberformat import display, stored_decimal
from tests.workbook_files import saved, through_libreoffice

pytestmark = pytest.mark.pure

SHOWN = [
    ("95", "General", "95"),
    ("0.95", "0%", "95%"),
    ("0.9500000000000001", "0.00%", "95.00%"),
    ("1", "0%", "100%"),
    ("50000", "#,##0.00", "50,000.00"),
    ("1234567.891", "#,##0.00", "1,234,567.89"),
    ("1.005", "0.00", "1.01"),
    ("2.5", "0", "3"),
    ("-2.5", "0", "-3"),
    ("7", "000", "007"),
    ("130001", "00000000", "00130001"),
    ("13800138000", "000-0000-0000", "138-0013-8000"),
    ("0.5", "#.##", ".5"),
    ("5", "0.##", "5."),
    ("5", '0"人"', "5人"),
    ("1234.5", '"¥"#,##0.00', "¥1,234.50"),
    ("12", "[$¥-804]#,##0", "¥12"),
    ("-5", "#,##0.00;(#,##0.00)", "(5.00)"),
    ("-5", "#,##0.00;[Red]-#,##0.00", "-5.00"),
    ("0", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
    ("1200", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1,200.00"),
    ("0", "0;-0;;@", ""),
    ("12345678", "0\\.0,", "1234.6"),
    ("12345678", '0.00,"千元"', "12345.68千元"),
    ("5", '[>=100]0"高";[<10]0.0"低";0', "5.0低"),
    ("50", '[>=100]0"高";[<10]0.0"低";0', "50"),
    ("123456", "0.00E+00", "1.23E+05"),
    ("0.000123", "0.0E+00", "1.2E-04"),
    ("2.5", "# ?/?", "2 1/2"),
    ("0.375", "# ?/8", "3/8"),
    ("12", "@", "12"),
    ("12", "G/通用格式", "12"),
    ("46023", "yyyy/m/d", "2026/1/1"),
    ("46023", 'yyyy"年"m"月"d"日";@', "2026年1月1日"),
    ("46023", "yyyy-mm-dd", "2026-01-01"),
    ("46023", 'm"月"d"日"', "1月1日"),
    ("46023.75", "yyyy/m/d h:mm", "2026/1/1 18:00"),
    ("46023.75", "h:mm AM/PM", "6:00 PM"),
    ("46023.25", '上午/下午h"时"mm"分"', "上午6时00分"),
    ("46023.999999", "h:mm:ss", "0:00:00"),
    ("1.5", "[h]:mm", "36:00"),
    ("0.0416782407", "mm:ss.00", "00:01.00"),
    ("59", "yyyy/m/d", "1900/2/28"),
    ("61", "yyyy/m/d", "1900/3/1"),
    ("46023", "d-mmm-yy", "1-Jan-26"),
    ("46023", "yyyy/m/d aaaa", "2026/1/1 星期四"),
]


@pytest.mark.parametrize(("stored", "code", "shown"), SHOWN)
def test_shows_a_number_as_its_format_says(stored, code, shown):
    assert display(stored, code) == shown


def test_dates_of_the_1904_system_count_from_1904():
    assert display("0", "yyyy/m/d", from_1904=True) == "1904/1/1"
    assert display("44561", "yyyy/m/d", from_1904=True) == "2026/1/1"


@pytest.mark.parametrize(("number", "shown"), [(14, "2026/1/1"), (31, "2026年1月1日"), (57, "2026年1月")])
def test_built_in_formats_that_depend_on_the_language_are_chinese(number, shown):
    assert display("46023", BUILTIN[number]) == shown


@pytest.mark.parametrize("stored", ["abc", "1e999", "NaN", "Infinity", "-Infinity", "9" * 400, ""])
def test_what_is_no_number_is_shown_as_it_is(stored):
    assert stored_decimal(stored) is None
    assert display(stored, "0.00") == stored


@pytest.mark.parametrize("stored", ["-1", "99999999", "1e300"])
def test_a_date_no_calendar_has_is_shown_as_a_number(stored):
    assert Decimal(display(stored, "yyyy/m/d")) == Decimal(stored)


def test_digits_a_spreadsheet_does_not_keep_are_noise():
    assert display("0.30000000000000004") == "0.3"
    assert stored_decimal("123456789012345678") == Decimal("123456789012346000")


@given(st.decimals(-(10**10), 10**10, places=4, allow_nan=False), st.integers(0, 4), st.booleans())
def test_decimals_and_thousands_agree_with_python(number, places, grouped):
    code = ("#,##0" if grouped else "0") + ("." + "0" * places if places else "")
    rounded = stored_decimal(str(number)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    expected = f"{abs(rounded):,f}" if grouped else f"{abs(rounded):f}"
    assert display(str(number), code) == ("-" if rounded < 0 else "") + expected


@given(st.text(alphabet='0#?.,%;@"\\_*[]/ eE+-ymdhs年元', max_size=20), st.floats(allow_nan=False))
def test_no_format_code_breaks_the_display(code, number):
    assert isinstance(display(repr(number), code), str)


@pytest.mark.libreoffice
def test_shows_what_libreoffice_shows(tmp_path):
    """Left out: what LibreOffice pads or does not know, times it cuts where Excel rounds, and 1900."""
    unlike = {"0.##", "#.##", "# ?/8", "[h]:mm", "h:mm:ss", "mm:ss.00", "yyyy/m/d aaaa", "@", "G/通用格式"}
    cases = [case for case in SHOWN if case[0] != "59" and case[1] not in unlike and "上午" not in case[1]]
    sheet = (book := openpyxl.Workbook()).active
    for stored, code, _ in cases:
        sheet.append([float(stored)])
        sheet.cell(sheet.max_row, 1).number_format = code
    as_shown = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true"
    rows = csv.reader(StringIO(through_libreoffice(saved(book), tmp_path, as_shown).decode()))
    shown = [(row[0] if row else "").strip() for row in rows]
    assert [(case, text) for case, text in zip(cases, shown, strict=True) if text != case[2]] == []
