"""What a filled-in field or row must be like: one pure function per rule, the same for screen and import.

Each takes a text as typed (after clean_text) and returns what is wrong with it in one Chinese sentence, or ""
when nothing is. None of them stops a draft from being kept; ../review/obstacles.py says which stop 送审.
"""

from perfgoals.common.money import AmountError, parse_amount
from perfgoals.common.text import quoted
from projects.enums import SubjectLevel

SHOWN = 30


def required_problem(text: str, label: str) -> str:
    """A field without which the table is incomplete."""
    return "" if text.strip() else f"“{label}”未填。"


def length_problem(text: str, limit: int) -> str:
    """Texts beyond the limit come from pasting a whole document into a cell."""
    if len(text) <= limit:
        return ""
    return f"有 {len(text):,} 字，超过 {limit:,} 字，未写入表中。请删减后再存。"


def amount_problem(text: str) -> str:
    """An amount is read exactly or refused; an empty one is `required_problem`'s matter."""
    if not text.strip():
        return ""
    try:
        parse_amount(text)
    except AmountError as error:
        proposal = f"{error.proposal}。" if error.proposal else ""
        return f"无法识别{quoted(shortened(text))}：{error.reason}，未写入表中。{proposal}"
    return ""


def fund_problem(text: str, fund) -> str:
    """`fund` is the FundSource named, or None."""
    if fund is not None or not text.strip():
        return ""
    return f"代码表中没有资金类型{quoted(shortened(text))}，已保留原文。请选择，或由管理员在代码表中添加。"


def subject_problem(text: str, subject) -> str:
    """A project stands under a 项 (7 digits); `subject` is the FunctionalSubject named, or None."""
    if not text.strip():
        return ""
    if subject is None:
        return f"没有{quoted(shortened(text))}这个功能科目。请输入编码或名称，从列表中选择。"
    if subject.level != SubjectLevel.ITEM:
        level = SubjectLevel(subject.level).label
        return f"{quoted(subject)}是“{level}”，不能直接选用。请选到它下面的“项”（7 位编码）。"
    return ""


def row_name_problem(name: str) -> str:
    return "" if name.strip() else "没有填写三级指标的名称，本行不会印出。不需要时请删除本行。"


def category_problem(known: bool, text: str = "") -> str:
    """`text` is the category as pasted when the cycle's scheme does not have it."""
    if known:
        return ""
    if text.strip():
        return f"本批次的指标体系没有{quoted(shortened(text))}，请改选二级指标；选好之前本行不会印出。"
    return "没有选择二级指标，本行不会印出。"


def target_problem(target: str, label: str, not_applicable: bool) -> str:
    """Both values are filled in, also when they are equal."""
    return "" if target.strip() or not_applicable else f"“{label}”未填。"


def reason_problem(not_applicable: bool, note: str) -> str:
    return "请写明不适用的理由。" if not_applicable and not note.strip() else ""


def stale_year_problem(text: str, year: int) -> str:
    """A text taken over from last year's project may still speak of that year; never changed by itself."""
    return f"文字中还有上年年份“{year}”，请核对是否要改。" if str(year) in text else ""


def shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"
