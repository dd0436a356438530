"""A project that goes on in another sheet: 表1续1, 表1（续）, 续表, or 校舍维修（续） as its name.

It is one project where the second part says nothing else of it: its indicators are put behind the first ones.
A part that says something else (another amount) stays a project of the same name, and is told why.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from perfgoals.sheets import Row

from .blocks import ImportedBlock, ImportedIndicator, Level, SheetSummary
from .fields import FIELD, PROJECT_KEYS
from .findings import SheetFindings
from .headers import FEWEST_FIELDS, Header
from .sameness import folded
from .side_rows import is_heading
from .titles import is_title

_NUMBER = r"[\s_-]*[0-9一二三四五六七八九十]*"
# 手续, 后续, 连续 … are words of their own; 续建, 续聘 and 继续教育 go on behind it.
_CONTINUED_SHEET = re.compile(
    rf"[(（\[【]\s*(?:上页|上表|接)?续[表页]?{_NUMBER}[)）\]】]|^\s*续[表页]?{_NUMBER}"
    rf"(?:$|[-_\s]|(?<=表).)|(?<![手后连继持延存陆接永])续[表页]?{_NUMBER}$"
)
_CONTINUED_NAME = re.compile(rf"\s*[(（\[【]\s*(?:上页|上表|接)?续[表页]?{_NUMBER}[)）\]】]\s*$")
_SAID_ONCE = (
    "amount",
    "fund_text",
    "subject_text",
    "justification",
    "overall_objective",
    "annual_objective",
)


def is_continuation(sheet: str) -> bool:
    """Whether a sheet says by its name that it goes on with the one before.

    >>> [is_continuation(name) for name in ("表1续1", "表1 (续)", "续表", "继续教育", "后续管理", "手续")]
    [True, True, True, False, False, False]
    """
    return _CONTINUED_SHEET.search(sheet) is not None


def continued_header(header: Header | None, before: Header | None, rows: Sequence[Row]) -> Header | None:
    """The header of a sheet that goes on: the one `before` where it has none, or its own of indicators alone.

    Rows below a header without any column of the project (the second part of a form's list) have no name, and
    are of the project before.
    """
    if header is None or len(header.fields) < FEWEST_FIELDS:
        return _above(rows, before) if before else header
    if "name" in header.fields or "indicator" not in header.fields:
        return header
    return replace(header, assigned={**header.assigned, max(header.titles) + 1: "name"})


def _above(rows: Sequence[Row], header: Header) -> Header:
    """The header over these rows, below what headings they begin with."""
    last = 0
    for row in rows:
        texts = [cell.text for cell in row.cells.values() if cell.text.strip()]
        if texts and not all(is_title(text) or is_heading(text) for text in texts):
            break
        last = row.number
    return replace(header, first_row=last + 1, last_row=last)


def with_continuations_joined(
    blocks: Iterable[ImportedBlock], sheets: Iterable[SheetSummary]
) -> list[ImportedBlock]:
    """The projects of a file, each once; a sheet goes on with the one before by its name or its title."""
    continuing = {
        sheet.name for sheet in sheets if is_continuation(sheet.name) or is_continuation(sheet.heading.title)
    }
    joined: list[ImportedBlock] = []
    sheet = None
    for block in blocks:
        begins, sheet = block.sheet != sheet, block.sheet
        at = _continued(joined, block, begins=begins, continuing=block.sheet in continuing)
        if at is None:
            joined.append(block)
        elif differing := _differing(joined[at], block):
            joined.append(_apart(block, joined[at], differing))
        else:
            joined[at] = _joined(joined[at], block)
    return joined


def _continued(
    earlier: list[ImportedBlock], block: ImportedBlock, *, begins: bool, continuing: bool
) -> int | None:
    """The place of the project that `block` goes on with; a part without a name is of the last one."""
    named = _CONTINUED_NAME.search(block.name)
    if not earlier or not (named or continuing):
        return None
    if not block.name:
        goes_on = begins and bool(block.indicators) and earlier[-1].sheet != block.sheet
        return len(earlier) - 1 if goes_on else None
    name = folded(_CONTINUED_NAME.sub("", block.name))
    for at in range(len(earlier) - 1, -1, -1):
        other = earlier[at]
        if folded(other.name) == name and _same_unit(other, block) and (named or other.sheet != block.sheet):
            return at
    return None


def _same_unit(one: ImportedBlock, other: ImportedBlock) -> bool:
    own, said = one.unit_code or folded(one.unit_text), other.unit_code or folded(other.unit_text)
    return not said or own == said or folded(one.unit_name) == folded(other.unit_name)


def _differing(first: ImportedBlock, second: ImportedBlock) -> str:
    """The first field in which the two parts contradict each other, "" for none."""
    for key in _SAID_ONCE:
        one, other = getattr(first, key), getattr(second, key)
        same = one == other or (
            isinstance(one, str) and isinstance(other, str) and folded(one) == folded(other)
        )
        if one not in (None, "") and other not in (None, "") and not same:
            return FIELD[key.removesuffix("_text")].label
    return ""


def _apart(block: ImportedBlock, earlier: ImportedBlock, label: str) -> ImportedBlock:
    """A part that is no part: of the same name as the first, so that it is not taken for a new project."""
    place = block.place("name")
    finding = SheetFindings(block.sheet).error(
        f"像是工作表“{earlier.sheet}”第 {earlier.first_row} 行项目的续表，但“{label}”不同",
        "是同一个项目的，请改成一致；是另一个项目的，请换一个名称",
        block.first_row,
        place and place.column,
        "name",
        block.name,
    )
    return replace(block, findings=(*block.findings, finding))


def _joined(first: ImportedBlock, second: ImportedBlock) -> ImportedBlock:
    known = {key: getattr(first, key) or getattr(second, key) for key in _SAID_ONCE if key != "amount"}
    rows = _rows_behind(first, second)
    place = second.place("name")
    note = SheetFindings(second.sheet).warning(
        f"接在工作表“{first.sheet}”第 {first.first_row} 行的项目“{first.name}”后面，续了 {len(rows)} 行指标",
        "请核对是不是同一个项目",
        second.first_row,
        place and place.column,
        "name",
        second.name,
    )
    codes = {}
    for key in ("fund", "subject"):
        source = first if getattr(first, f"{key}_text") else second
        codes |= {f"{key}_{part}": getattr(source, f"{key}_{part}") for part in ("code", "name")}
    return replace(
        first,
        **known,
        **codes,
        amount=second.amount if first.amount is None else first.amount,
        amount_text=first.amount_text or second.amount_text,
        amount_note=first.amount_note or second.amount_note,
        texts={**second.texts, **first.texts},
        sums={**second.sums, **first.sums},
        indicators=(*first.indicators, *rows),
        cells={**second.cells, **first.cells},
        findings=(*first.findings, note, *_findings_kept(second)),
        read=first.read + second.read,
        unread=(*first.unread, *second.unread),
    )


def _rows_behind(first: ImportedBlock, second: ImportedBlock) -> list[ImportedIndicator]:
    """The rows of the second part with their sheet; those above its first category are of the last one."""
    last = first.indicators[-1] if first.indicators else None
    rows = []
    for row in second.indicators:
        if last is not None and not row.tier2:
            row = row._replace(tier1=row.tier1 or last.tier1, tier2=last.tier2)
        else:
            last = None
        rows.append(row._replace(sheet=second.sheet))
    return rows


def _findings_kept(second: ImportedBlock) -> list:
    """What was said of the part as if it were a project (no name, no amount) is said no more."""
    return [
        finding
        for finding in second.findings
        if finding.field not in PROJECT_KEYS or (finding.level is not Level.ERROR and finding.value)
    ]
