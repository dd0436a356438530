"""Workbooks of goal tables for the tests of the import."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from perfgoals.common.downloads import MEDIA_TYPES

HEADER = (
    "申报单位", "二级项目名称", "资金类型", "当年项目金额", "用途范围(功能科目)", "设立依据及申报理由",
    "整体绩效", "年度绩效", "一级指标", "二级指标", "三级指标", "实施周期值", "年度指标值",
)  # fmt: skip
TITLE = "韶关市曲江区2024年区级项目绩效目标表"


@dataclass(frozen=True)
class Row:
    """A row of the official table; the defaults are a complete project with one indicator."""

    unit: str = "130001-中共韶关市曲江区委组织部"
    name: str = "网络维护费"
    fund: str = "1111预算安排拨款"
    amount: str = "50,000.00"
    subject: str = "2013299其他组织事务支出"
    justification: str = "根据上级文件。"
    overall: str = "网络安全运行。"
    annual: str = "全年安全运行。"
    tier1: str = "产出指标"
    tier2: str = "数量指标"
    indicator: str = "系统维护数量"
    period: str = "≥12次"
    target: str = "≥4次"

    def but(self, **changes) -> "Row":
        return replace(self, **changes)

    def more(self, **changes) -> "Row":
        """One more indicator of the project above: its own cells stay empty, as in merged tables."""
        empty = dict.fromkeys(list(self.__dataclass_fields__)[:8], "")
        return replace(self, **empty, **changes)

    @property
    def cells(self) -> list[str]:
        return [getattr(self, name) for name in self.__dataclass_fields__]


def workbook(rows: Iterable[Row | list], *, title: str = TITLE, header=HEADER) -> bytes:
    """The bytes of an xlsx file with title, header and one line for each row."""
    book = Workbook()
    sheet = book.active
    sheet.title = "绩效目标表"
    sheet.append([title])
    sheet.append(list(header))
    for row in rows:
        sheet.append(row.cells if isinstance(row, Row) else row)
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # =100% is a text here
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def upload(content: bytes, name: str = "目标表.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, MEDIA_TYPES["xlsx"])


def saved_workbook(path: Path, rows: Iterable[Row | list], **options) -> Path:
    path.write_bytes(workbook(rows, **options))
    return path
