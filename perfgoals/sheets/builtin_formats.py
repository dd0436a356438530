"""The number formats that a workbook names by number only, as Chinese spreadsheet programs show them.

ECMA-376 part 1, 18.8.30 (zh-cn); money and dates follow the regional settings of a Chinese Windows.
openpyxl's table is the American one and lacks separators between sections (44).
"""

_MONEY = '"¥"#,##0{0};{1}"¥"\\-#,##0{0}'
_SIGNED = "#,##0{0};{1}\\-#,##0{0}"
_ACCOUNT = '_ {1}* #,##0{0}_ ;_ {1}* \\-#,##0{0}_ ;_ {1}* "-"{2}_ ;_ @_ '
_YEAR_MONTH = 'yyyy"年"m"月"'
_MONTH_DAY = 'm"月"d"日"'
_NOON = '上午/下午h"时"mm"分"'
_NOON_SECONDS = _NOON + 'ss"秒"'

BUILTIN: dict[int, str] = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: _MONEY.format("", ""),
    6: _MONEY.format("", "[Red]"),
    7: _MONEY.format(".00", ""),
    8: _MONEY.format(".00", "[Red]"),
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: _YEAR_MONTH,
    28: _MONTH_DAY,
    29: _MONTH_DAY,
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: _NOON,
    35: _NOON_SECONDS,
    36: _YEAR_MONTH,
    37: _SIGNED.format("", ""),
    38: _SIGNED.format("", "[Red]"),
    39: _SIGNED.format(".00", ""),
    40: _SIGNED.format(".00", "[Red]"),
    41: _ACCOUNT.format("", "", ""),
    42: _ACCOUNT.format("", '"¥"', ""),
    43: _ACCOUNT.format(".00", "", "??"),
    44: _ACCOUNT.format(".00", '"¥"', "??"),
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    50: _YEAR_MONTH,
    51: _MONTH_DAY,
    52: _YEAR_MONTH,
    53: _MONTH_DAY,
    54: _MONTH_DAY,
    55: _NOON,
    56: _NOON_SECONDS,
    57: _YEAR_MONTH,
    58: _MONTH_DAY,
}
