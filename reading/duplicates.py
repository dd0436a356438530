"""A project that stands twice in one file."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from .blocks import ImportedBlock
from .findings import SheetFindings


def with_duplicates_noted(blocks: Iterable[ImportedBlock]) -> Iterator[ImportedBlock]:
    """A second block for the same project of the same unit is an error of the second."""
    first: dict[tuple[str, str], ImportedBlock] = {}
    for block in blocks:
        key = (block.unit_code or block.unit_name, block.name)
        earlier = first.setdefault(key, block)
        if earlier is block or not block.name:
            yield block
            continue
        place = block.place("name")
        reason = f"与工作表“{earlier.sheet}”第 {earlier.first_row} 行的项目同名"
        duplicate = SheetFindings(block.sheet).error(
            reason,
            "请合并为一个项目，或换一个项目名称",
            block.first_row,
            place and place.column,
            "name",
            block.name,
        )
        yield replace(block, findings=(*block.findings, duplicate))
