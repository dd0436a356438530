"""A handed-in table as sections of cells, made from its frozen values: for reviewing and comparing.

Knows no model: the same function shows the table as it stands and every version of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from perfgoals.common.text import quoted

from .enums import ChangeKind


@dataclass(frozen=True, slots=True)
class SectionCell:
    """A text of the table. `place` is one of the kind's places, "" where no remark can be pinned; `row_key`
    names the row that the cell lies in, None for the table as a whole."""

    text: str
    place: str = ""
    row_key: int | None = None
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the table under one heading: titles of the columns and lines of as many cells."""

    title: str
    columns: Sequence[str]
    lines: Sequence[Sequence[SectionCell]]

    @property
    def heads(self) -> list[tuple[str, bool]]:
        """Each title, and whether its column holds numbers."""
        first = self.lines[0] if self.lines else [SectionCell("")] * len(self.columns)
        return [(title, cell.is_number) for title, cell in zip(self.columns, first, strict=True)]


@dataclass(frozen=True, slots=True)
class Change:
    """One cell, or a whole line, that differs between two versions."""

    kind: ChangeKind
    label: str
    before: str = ""
    after: str = ""
    place: str = ""
    row_key: int | None = None

    @property
    def word(self) -> str:
        return self.kind.label


def with_files(sections: Sequence[Section], content: dict) -> list[Section]:
    """The sections of a frozen table, and the files that were frozen with it, if any."""
    lines = [
        (
            SectionCell(f"{one.get('row_name') or '整张表'}：{one['name']}"),
            SectionCell(f"{one['sha256'][:16]}…"),
        )
        for one in content.get("attachments", ())
    ]
    return [*sections, Section("附件和佐证", ("文件", "校验值"), lines)] if lines else list(sections)


def changes(old: Sequence[Section], new: Sequence[Section]) -> list[Change]:
    """Every difference from the older to the newer table, section by section.

    Lines are paired by their row, without one by their first cell.
    """
    before = {section.title: section for section in old}
    found: list[Change] = []
    for section in new:
        earlier = before.pop(section.title, Section(section.title, section.columns, ()))
        found += _section_changes(earlier, section)
    for section in before.values():
        found += _section_changes(section, Section(section.title, section.columns, ()))
    return found


def _section_changes(old: Section, new: Section) -> Iterator[Change]:
    lines = {_identity(line): line for line in old.lines}
    for line in new.lines:
        earlier = lines.pop(_identity(line), None)
        if earlier is None:
            yield _whole_line(ChangeKind.ADDED, new, line)
        else:
            yield from _line_changes(new, earlier, line)
    for line in lines.values():
        yield _whole_line(ChangeKind.REMOVED, old, line)


def _line_changes(
    section: Section, old: Sequence[SectionCell], new: Sequence[SectionCell]
) -> Iterator[Change]:
    for title, before, after in zip(section.columns, old, new, strict=True):
        if before.text != after.text:
            label = f"{_name(new)}的{title}" if len(new) > 1 else section.title
            yield Change(ChangeKind.CHANGED, label, before.text, after.text, after.place, after.row_key)


def _whole_line(kind: ChangeKind, section: Section, line: Sequence[SectionCell]) -> Change:
    text = "；".join(cell.text for cell in line[1:] if cell.text)
    sides = {"after": text} if kind == ChangeKind.ADDED else {"before": text}
    return Change(kind, f"{section.title}：{_name(line)}", **sides, row_key=line[0].row_key)


def _identity(line: Sequence[SectionCell]):
    key = next((cell.row_key for cell in line if cell.row_key is not None), None)
    return line[0].text if key is None else key


def _name(line: Sequence[SectionCell]) -> str:
    named = next((cell.text for cell in line if cell.row_key is not None), line[0].text)
    return quoted(named)
