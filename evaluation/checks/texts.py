"""Does the table say what was done, or only what was promised?"""

from collections.abc import Iterator

from indicators.checks.registry import Hit
from indicators.enums import CheckLevel

from ..subject import EvaluatedProject
from .registry import CHECKS, PUBLISHED, SCORING

_SAYS_NOTHING = (
    "完成", "已完成", "全部完成", "按期完成", "按时完成", "完成年度目标", "已完成年度目标", "完成年度任务",
    "完成全年目标", "完成全年任务", "完成年度总体目标", "完成年初目标", "达到预期目标", "完成预期目标",
    "同预期目标", "与预期目标一致", "达成", "达成年度目标", "已完成年度任务", "完成年度绩效目标",
    "已完成年度绩效目标",
)  # fmt: skip


@CHECKS.check(
    title="没有填写实际完成情况",
    explanation="应逐项写明年度总体目标实际完成的情况。",
    source=SCORING,
    level=CheckLevel.BLOCKING,
)
def result_missing(project: EvaluatedProject) -> Iterator[Hit]:
    """Only where the table states what was expected: a list need not have the column at all."""
    if project.objective.strip() and not project.result.strip() and project.stated_total is not None:
        yield Hit("result", "没有填写年度总体目标的实际完成情况，请填写。")


@CHECKS.check(
    title="实际完成情况照抄预期目标",
    explanation="实际完成情况应写实际做了什么、达到什么，不能照抄预期目标。",
    source=PUBLISHED,
)
def result_repeats(project: EvaluatedProject) -> Iterator[Hit]:
    result, objective = _plain(project.result), _plain(project.objective)
    if result and result == objective:
        yield Hit("result", "实际完成情况与预期目标一字不差，请写明实际做了什么、达到什么。")


@CHECKS.check(
    title="实际完成情况没有内容",
    explanation="“完成年度目标”看不出做了什么，应写明实际完成的数量和效果。",
    source=PUBLISHED,
)
def result_says_nothing(project: EvaluatedProject) -> Iterator[Hit]:
    if _plain(project.result) in _SAYS_NOTHING:
        message = f"实际完成情况只写了“{project.result.strip()}”，请写明实际完成的数量和效果。"
        yield Hit("result", message)


def _plain(text: str) -> str:
    return "".join(text.split()).rstrip("。.！!")
