"""Findings of one sheet, and those that any cell may give: failed formulas, dates, odd characters."""

from collections.abc import Iterator
from dataclasses import dataclass

from perfgoals.sheets import Cell, Mark, Problem

from .blocks import FileFinding, Level
from .cleaning import loses_characters
from .fields import FIELD

_TARGETS = {"period_target", "annual_target", "value"}
_LONGEST = 200
_REMOVED = (Level.WARNING, "含有不能保存的不可见字符", "已去掉这些字符，其余文字不变")
_PICTURE = (Level.WARNING, "单元格里是图片，图片里的内容没有读入", "请把内容改为文字填写")
_OF_MARK = {
    Mark.STRUCK_OUT: (
        Level.ERROR,
        "有划了删除线的文字，看不出是否还算数",
        "请删除划掉的文字，或去掉删除线，再重新上传",
    ),
    Mark.SYMBOL_FONT: (Level.WARNING, "有 Symbol 字体的符号", "已按显示的符号读入，请核对"),
    Mark.UNKNOWN_SIGNS: (
        Level.WARNING,
        "有特殊字体的符号，换了字体就变成别的字",
        "请核对，改用普通文字（例如 ≥、√）填写",
    ),
    Mark.LOST_DIGITS: (
        Level.ERROR,
        "数字超过 15 位，表格程序已把后面的数字变成 0",
        "请把单元格设为文本，重新填写后再上传",
    ),
    Mark.REMOVED_CHARACTERS: _REMOVED,
    Mark.NOT_SHOWN: (
        Level.WARNING,
        "单元格里有内容，但数字格式使它不显示，没有读入",
        "如需导入，请改单元格格式后重新上传",
    ),
    Mark.CUT: (Level.WARNING, "原表的列宽或行高不够，文字可能没有印全", "请对照原表核对，补全缺少的文字"),
    Mark.OVERLAPS: (
        Level.WARNING,
        "原表的格子放不下，文字和旁边的叠在一起",
        "请对照原表核对这一格和旁边的格",
    ),
    Mark.COPIES_DIFFER: (
        Level.WARNING,
        "同一个单元格在前后两页印得不一样",
        "已取较长的一份，请对照原表核对",
    ),
    Mark.ACROSS_PAGES: (Level.WARNING, "单元格跨页，文字按页的先后接在一起", "请核对接头处的文字"),
}


@dataclass(frozen=True, slots=True)
class SheetFindings:
    """Makes findings that name their sheet."""

    sheet: str

    def error(
        self, reason: str, action: str, row: int | None = None, column: str | None = None,
        field: str = "", value: str = "",
    ) -> FileFinding:  # fmt: skip
        return FileFinding(Level.ERROR, reason, action, self.sheet, row, column, field, value[:_LONGEST])

    def warning(
        self, reason: str, action: str, row: int | None = None, column: str | None = None,
        field: str = "", value: str = "",
    ) -> FileFinding:  # fmt: skip
        return FileFinding(Level.WARNING, reason, action, self.sheet, row, column, field, value[:_LONGEST])

    def reassigned(self, title: str, field: str, row: int, column: str | None) -> FileFinding:
        """A title that is surely known was given another field by hand, or none: nobody shall overlook it."""
        read = f"按手工指定的对应读作“{FIELD[field].label}”" if field in FIELD else "按手工指定的对应没有读入"
        action = "如果不对，请点“对应列”改正"
        return self.warning(f"标题是“{title}”的列{read}", action, row, column, field, title)

    def of_cell(self, cell: Cell, field: str, row: int, column: str | None) -> list[FileFinding]:
        """What is to be said about a cell whatever its field is; amounts have their own reader."""
        if cell.problem or cell.is_date or cell.marks or not cell.text.isprintable():
            return list(self._of_odd_cell(cell, field, row, column))
        return []

    def _of_odd_cell(self, cell: Cell, field: str, row: int, column: str | None) -> Iterator[FileFinding]:
        place = (row, column, field, cell.text)
        if cell.problem is Problem.NO_RESULT:
            yield self.error(
                "公式没有保存计算结果", "请用 Excel 或 WPS 打开并保存一次再上传，或直接填写内容", *place
            )
        elif cell.problem is Problem.ERROR:
            yield self.error("公式计算出错", "请改正公式，或直接填写内容", *place)
        elif cell.is_date and field in _TARGETS:
            yield self.warning(
                "单元格是日期", "如果原意不是日期（例如 2-3），请把单元格设为文本后重填", *place
            )
        yield from self.of_marks(cell, field, row, column)

    def of_marks(self, cell: Cell, field: str, row: int, column: str | None) -> Iterator[FileFinding]:
        """What has to be said of any cell, amounts too: pictures, struck-through text, lost digits …"""
        said = [_PICTURE] if cell.problem is Problem.PICTURE else []
        said += [_OF_MARK[mark] for mark in cell.marks if mark in _OF_MARK]
        if loses_characters(cell.text) and _REMOVED not in said:
            said.append(_REMOVED)
        for level, reason, action in said:
            yield FileFinding(level, reason, action, self.sheet, row, column, field, cell.text[:_LONGEST])


def of_conversion(format: str) -> list[FileFinding]:
    """What another program made of the file has to be looked at; `format` is "" where none did."""
    if not format:
        return []
    reason = f"这是{format}，由 LibreOffice 转换后读入"
    action = "请核对日期、公式的结果和金额；如有不符，请另存为 xlsx 后重新上传"
    return [FileFinding(Level.WARNING, reason, action)]
