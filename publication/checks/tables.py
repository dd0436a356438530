"""What is missing from a table, and what the ordinary checks of a goal say that must not be published."""

from collections.abc import Iterator

from indicators.checks import CHECKS as GOAL_CHECKS
from indicators.checks import CheckedProject, CheckSettings
from indicators.fields import field_named

from ..enums import Level
from .registry import Hit, unit_project_check
from .subject import PublishedProject, PublishedUnit

DEFAULTS = CheckSettings()
ROW_TEXTS = ("name", "period_target", "annual_target")
THIS_YEAR = ("annual_objective", "annual_target")


def row_place(number: int, field: str) -> str:
    return f"第 {number} 行{field_named(field, of_row=True).label}"


@unit_project_check(title="指标行缺一级指标", why="读者看不出这一行是产出、效益还是满意度。")
def first_tier_missing(project: PublishedProject, unit: PublishedUnit) -> Iterator[tuple[str, Hit]]:
    """A row whose 一级 or 二级 cell is blank."""
    for number, (tier1, tier2) in enumerate(project.tiers, start=1):
        if not tier1.strip():
            yield f"第 {number} 行", Hit(tier2, "请补上一级指标。", message="这一行没有一级指标")
        elif not tier2.strip():
            yield f"第 {number} 行", Hit(tier1, "请补上二级指标。", message="这一行没有二级指标")


@unit_project_check(title="没有绩效指标", why="公开一张空表，等于没有公开。")
def no_rows(project: PublishedProject, unit: PublishedUnit) -> Iterator[tuple[str, Hit]]:
    if not project.tiers:
        yield "绩效指标", Hit("", "请补充绩效指标并重新批复。", message="没有一行绩效指标")


@unit_project_check(title="金额缺失", why="没有金额，读者无法把目标和钱对上。")
def amount_missing(project: PublishedProject, unit: PublishedUnit) -> Iterator[tuple[str, Hit]]:
    yield from _as_goals_are_checked(project, "amount_missing")


@unit_project_check(title="占位内容未替换", why="XX、待填、空括号留在公开的表里。")
def placeholder_left(project: PublishedProject, unit: PublishedUnit) -> Iterator[tuple[str, Hit]]:
    yield from _as_goals_are_checked(project, "placeholder_left")


@unit_project_check(title="写着别的年度", why="多半是从往年的表复制后没有改。", level=Level.ADVICE)
def other_year(project: PublishedProject, unit: PublishedUnit) -> Iterator[tuple[str, Hit]]:
    """Another year in what is to be done this year blocks; elsewhere it may be meant."""
    yield from _as_goals_are_checked(project, "year_differs", blocking=THIS_YEAR)


@unit_project_check(title="文字可能被截断", why="公开后读者看到半句话。", level=Level.ADVICE)
def text_cut_off(project: PublishedProject, unit: PublishedUnit) -> Iterator[tuple[str, Hit]]:
    yield from _as_goals_are_checked(project, "text_cut_off")


@unit_project_check(
    title="项目报在主管部门名下", level=Level.ADVICE,
    why="这个单位下面还有预算单位；项目究竟是部门本级的还是下属单位的，读者要分得清。",
)  # fmt: skip
def filed_by_department(project: PublishedProject, unit: PublishedUnit) -> Iterator[tuple[str, Hit]]:
    if unit.above and not unit.below:
        yield "申报单位", Hit(f"{unit.code}-{unit.name}", "请核对申报单位。")


def _as_goals_are_checked(
    project: PublishedProject, check: str, *, blocking: tuple[str, ...] = ()
) -> Iterator[tuple[str, Hit]]:
    """The hits of one check of goals; a hit in one of the fields `blocking` blocks."""
    if project.goal is None:
        return
    for hit in GOAL_CHECKS[check].function(project.goal, DEFAULTS):
        said = str(getattr(project.goal, hit.field, "") or "") if hit.indicator is None else ""
        level = Level.BLOCKING if hit.field in blocking else None
        yield _place(project.goal, hit), Hit(said, hit.proposal, level, hit.message)


def _place(goal: CheckedProject, hit) -> str:
    if hit.indicator is None:
        return field_named(hit.field).label
    numbers = {row.key: number for number, row in enumerate(goal.rows, start=1)}
    return row_place(numbers[hit.indicator], hit.field)
