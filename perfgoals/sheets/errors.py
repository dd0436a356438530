"""Why a file cannot be read, in one Chinese sentence for the person who sent it."""

SAVE_AS_XLSX = "请用 Excel 或 WPS 打开它，选“另存为”，类型选“Excel 工作簿（*.xlsx）”，再重新上传。"


class UnreadableFile(Exception):
    """A file that is refused as a whole. `reason` is a full Chinese sentence: what is wrong and what to do.

    `sheet`, `row` and `column` (letters) say where, as far as it is known; `reason` already names them.
    """

    def __init__(self, reason: str, *, sheet: str = "", row: int | None = None, column: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.sheet = sheet
        self.row = row
        self.column = column


class NeedsConversion(UnreadableFile):
    """A table in a format that another program has to convert. `kind` is one of `conversion.FORMATS`."""

    def __init__(self, reason: str, *, kind: str) -> None:
        super().__init__(reason)
        self.kind = kind


def damaged(detail: str) -> UnreadableFile:
    """The file says it is a workbook but breaks the format: `detail` names the broken part."""
    return UnreadableFile(f"文件已损坏或没有传完整（{detail}）。{SAVE_AS_XLSX}")


def part_label(name: str) -> str:
    """What the part of a workbook with this name holds, in the words of those who never saw its inside."""
    for sign, label in (("worksheets/", "工作表"), ("sharedstrings", "文字"), ("styles", "格式")):
        if sign in name.lower():
            return f"{label}的内容"
    return "工作簿的内容"


def too_large(what: str, advice: str = "请拆成几个文件分别上传。") -> UnreadableFile:
    return UnreadableFile(f"{what}，超出可以读入的范围。{advice}")
