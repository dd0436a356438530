"""Lists as workbooks for the tests."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

UNITS = ("单位编码", "单位名称", "主管部门", "单位性质")
CODES = ("种类", "编码", "名称", "启用日期", "停用日期")
PEOPLE = ("姓名", "用户名", "单位", "角色")


def list_file(titles, *rows, above=(), sheet="清单") -> SimpleUploadedFile:
    """A workbook with one sheet: lines `above`, the titles, the rows."""
    book = Workbook()
    page = book.active
    page.title = sheet
    for line in (*above, titles, *rows):
        page.append(list(line))
    content = BytesIO()
    book.save(content)
    return SimpleUploadedFile("清单.xlsx", content.getvalue())


def csv_file(text: str, encoding: str = "gbk") -> SimpleUploadedFile:
    return SimpleUploadedFile("清单.csv", text.encode(encoding))
