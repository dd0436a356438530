"""Tables that are no project goal tables but look like them: recognised, named, left to their own place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from perfgoals.sheets import Row

from .fields import plain_title

_HEAD_ROWS = 12


@dataclass(frozen=True, slots=True)
class OtherTable:
    """A kind of table. `in_title`: words of its title that tell it; `columns`: titles that no goal table has,
    of which `fewest` are enough; `advice` is what to do with such a file (Chinese)."""

    key: str
    label: str
    in_title: tuple[str, ...]
    columns: frozenset[str]
    fewest: int
    advice: str


_MONITORED = "全年预计完成情况 完成目标可能性 偏差原因 全年预计执行数 预计完成情况 执行情况"
OTHER_TABLES = (
    OtherTable(
        "self_evaluation",
        "绩效自评表",
        ("自评",),
        frozenset(
            [
                "实际完成值",
                "实际完成情况",
                "得分",
                "偏差原因分析及改进措施",
                "全年执行数",
                "执行率",
                "全年实际完成值",
                "实际完成指标值",
            ]
        ),
        2,
        "自评表记的是完成情况，不能当作绩效目标导入；请在“绩效自评”中填报",
    ),
    OtherTable(
        "monitoring",
        "绩效运行监控表",
        ("监控",),
        frozenset(_MONITORED.split()),
        2,
        "监控表记的是执行情况，不能当作绩效目标导入；请在“绩效监控”中填报",
    ),
    OtherTable(
        "department",
        "部门（单位）整体支出绩效目标表",
        ("整体支出绩效", "整体绩效目标表", "整体支出目标"),
        frozenset(["年度主要任务", "任务名称", "部门(单位)名称"]),
        2,
        "部门整体的目标不属于任何项目，不能作为项目导入；请在“部门整体”中填报",
    ),
)
OTHER_TABLE = {kind.key: kind for kind in OTHER_TABLES}


def other_table(rows: Sequence[Row]) -> OtherTable | None:
    """What kind of other table these first rows of a sheet begin, None for a goal table or none at all.

    A title decides; without a telling title the columns do.
    """
    head = rows[:_HEAD_ROWS]
    texts = [cell.text for row in head for cell in row.cells.values()]
    titles = ["".join(text.split()) for text in texts if len(text) <= 60]
    for kind in OTHER_TABLES:
        if any(_is_title_of(title, kind) for title in titles[:6]):
            return kind
    plain = {plain_title(text) for text in texts}
    return next((kind for kind in OTHER_TABLES if _columns_in(plain, kind.columns) >= kind.fewest), None)


def _is_title_of(title: str, kind: OtherTable) -> bool:
    return title.rstrip("）)0123456789年度（(").endswith(("表", "汇总")) and any(
        word in title for word in kind.in_title
    )


def _columns_in(found: Iterable[str], columns: frozenset[str]) -> int:
    return sum(
        any(title == column or title.startswith(f"{column}(") for column in columns) for title in found
    )
