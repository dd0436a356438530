"""Do the points follow from the figures?"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from indicators.checks.registry import Hit
from indicators.enums import CheckLevel, CheckOutcome
from monitoring.checks.common import is_template_row, paired, rounding_of_rate
from monitoring.comparing import outcome_of
from monitoring.enums import Outcome
from monitoring.lights import plain
from perfgoals.language.enums import TargetKind
from perfgoals.language.targets import parse_target

from ..enums import Grade
from ..scoring import HUNDRED, SATISFACTION, Points
from ..subject import EvaluatedProject, EvaluatedRow
from .registry import CHECKS, PUBLISHED, SCORING

MANY = 10


@CHECKS.check(
    title="没有执行率却有执行率得分",
    explanation="执行率得分按执行率计算；预算数、执行数或执行率空着时不能得分。",
    source=PUBLISHED,
    level=CheckLevel.BLOCKING,
)
def execution_without_rate(project: EvaluatedProject) -> Iterator[Hit]:
    """Points for the execution, and neither a stated rate nor amounts that give one."""
    if project.stated_execution and project.stated_rate is None and project.rate is None:
        message = f"执行率得分填写 {plain(project.stated_execution)} 分，但没有执行率，请填写预算数和执行数。"
        yield Hit("stated_execution", message)


@CHECKS.check(
    title="执行率得分有误",
    explanation="执行率得分等于全年执行数除以全年预算数再乘 10 分，最多 10 分。",
    source=SCORING,
    level=CheckLevel.BLOCKING,
)
def execution_points_differ(project: EvaluatedProject) -> Iterator[Hit]:
    points = project.scored.execution
    stated = project.stated_execution
    if stated is None or points.computed is None:
        return
    slack = rounding_of_rate(project) * points.weight / HUNDRED
    if abs(stated - points.computed) > _shown_half(stated) + slack:
        message = f"执行率得分填写 {plain(stated)} 分，按金额计算应为 {points.computed} 分，请核对。"
        yield Hit("stated_execution", message, proposal=str(points.computed))


def _shown_half(stated: Decimal) -> Decimal:
    """Points may be rounded to what is shown, 9.9 for 9.94, but not to whole ones."""
    return Decimal(5).scaleb(min(stated.normalize().as_tuple().exponent, -1) - 1)


@CHECKS.check(
    title="得分与完成情况不符",
    explanation="达到指标值应得满分，没有达到的按公式计分；另行打分的必须说明原因。",
    source=SCORING,
    level=CheckLevel.BLOCKING,
)
def points_differ(project: EvaluatedProject) -> Iterator[Hit]:
    """Points of a quantity that are not the computed ones, without a reason (target reached, yet 9 of 10)."""
    for row, points in project.with_points:
        stated, computed = row.score, points.computed
        if stated is None or computed is None or row.reason.strip() or _is_class(row):
            continue
        if abs(stated - computed) > _shown_half(stated):
            reached = points.outcome == Outcome.MET and stated < computed
            how = "已达到指标值，却" if reached else ""
            message = (
                f"{row.label}（{row.target}，完成 {row.actual}）{how}得 {plain(stated)} 分，"
                f"按规则应为 {plain(computed)} 分（分值 {plain(points.weight)}），请改正或说明原因。"
            )
            yield Hit("score", message, row.key, proposal=plain(computed))


def _is_class(row: EvaluatedRow) -> bool:
    return not row.compared.is_number


@CHECKS.check(
    title="定性指标的得分超出档次",
    explanation="达成、部分达成、未达成分别在分值的 80% 以上、60% 以上、60% 以下打分。",
    source=SCORING,
    level=CheckLevel.BLOCKING,
)
def outside_class(project: EvaluatedProject) -> Iterator[Hit]:
    for row, points in project.with_points:
        if row.score is None or points.weight is None or points.outcome not in Outcome.classes():
            continue
        if not _is_class(row):
            continue
        low, high, included = project.rules.class_bounds(points.outcome, points.weight)
        inside = low <= row.score and (row.score <= high if included else row.score < high)
        if not inside and not (low == high == row.score):
            end = "" if included else "（不含）"
            message = (
                f"{row.label}“{points.outcome.label}”，应在 {plain(low)} 至 {plain(high)}{end} 分之间打分，"
                f"现得 {plain(row.score)} 分，请核对。"
            )
            yield Hit("score", message, row.key)


@CHECKS.check(
    title="完成情况与完成值的说法不一致",
    explanation="定性指标按选定的完成情况计分；完成值写的是另一档的，表上的话和得分就对不上。",
    source=SCORING,
    level=CheckLevel.BLOCKING,
)
def class_contradicts_words(project: EvaluatedProject) -> Iterator[Hit]:
    for row in project.rows:
        said = outcome_of(row.actual) if _is_class(row) else None
        if row.outcome in Outcome.classes() and said in Outcome.classes() and said != row.outcome:
            message = (
                f"{row.label}的完成值写的是“{row.actual}”，完成情况选的是“{Outcome(row.outcome).label}”，"
                "请改成一致。"
            )
            yield Hit("actual", message, row.key)


@CHECKS.check(
    title="得分高于分值",
    explanation="任何指标的得分都不能高于它的分值。",
    source=SCORING,
    level=CheckLevel.BLOCKING,
)
def above_weight(project: EvaluatedProject) -> Iterator[Hit]:
    for row, points in project.with_points:
        if row.score is not None and points.weight is not None and row.score > points.weight:
            message = f"{row.label}得 {plain(row.score)} 分，高于分值 {plain(points.weight)}，请核对。"
            yield Hit("score", message, row.key)


@CHECKS.check(
    title="没有得分",
    explanation="没有完成值、单位不能换算或定性指标没有结论时，得分无法计算，总分也无法得出。",
    source=SCORING,
    level=CheckLevel.BLOCKING,
)
def points_undecided(project: EvaluatedProject) -> Iterator[Hit]:
    """A result that is missing is a fault of the table; one that can't be compared is undecided."""
    for row, points in project.with_points:
        if points.score is not None or not points.counts or is_template_row(row):
            continue
        wanted, found = parse_target(row.target), parse_target(row.actual)
        if wanted.kind == TargetKind.EMPTY:
            continue  # said by target_missing
        if found.kind == TargetKind.EMPTY:
            yield Hit("actual", f"{row.label}没有填写实际完成值，请填写。", row.key)
        elif wanted.number is not None and found.number is None:
            message = f"{row.label}的指标值是“{row.target}”，完成值“{row.actual}”不是数值，请填写数值。"
            yield Hit("actual", message, row.key)
        else:
            message = f"{row.label}的得分{points.explanation}，请补充。"
            yield Hit("score", message, row.key, outcome=CheckOutcome.UNDECIDED)


@CHECKS.check(
    title="分值合计不是 100 分",
    explanation="执行率分值与各指标分值合计应为 100 分。",
    source=SCORING,
    level=CheckLevel.BLOCKING,
)
def weights_differ(project: EvaluatedProject) -> Iterator[Hit]:
    if not project.has_weights:
        return
    whole = sum((row.weight for row in project.rows if row.weight is not None), Decimal(0))
    wanted = project.rules.indicator_points
    if whole != wanted:
        message = f"各指标分值合计 {plain(whole)} 分，应为 {plain(wanted)} 分，请核对。"
        yield Hit("weight", message)


@CHECKS.check(
    title="分值与批复的不一致",
    explanation="批复的目标写明分值的，自评应按批复的分值打分。",
    source="财预〔2015〕88号：批复的绩效目标是自评的依据",
    level=CheckLevel.BLOCKING,
)
def weight_changed(project: EvaluatedProject) -> Iterator[Hit]:
    for row, approved in paired(project)[0]:
        if None not in (row.weight, approved.weight) and row.weight != approved.weight:
            message = f"{row.label}的分值填写 {plain(row.weight)}，批复的是 {plain(approved.weight)}。"
            yield Hit("weight", message, row.key, proposal=plain(approved.weight))


@CHECKS.check(
    title="总分有误",
    explanation="总分等于执行率得分加各指标得分，再减扣分。",
    source=SCORING,
    level=CheckLevel.BLOCKING,
)
def total_differs(project: EvaluatedProject) -> Iterator[Hit]:
    """The stated total is neither the sum of the stated points nor the total by the rules of the cycle."""
    stated, scored = project.stated_total, project.scored
    if stated is None or not project.rows:
        return
    parts = [scored.execution.score, *(points.score for points in scored.indicators if points.counts)]
    if None in parts or scored.total is None:
        yield Hit("stated_total", "有的得分无法判断，总分无法核对。", outcome=CheckOutcome.UNDECIDED)
        return
    added = sum(parts, Decimal(0))
    if all(abs(stated - right) > Decimal("0.05") for right in (added, scored.total)):
        message = (
            f"总分填写 {plain(stated)} 分，应为 {plain(scored.total)} 分（{scored.explanation}），请核对。"
        )
        yield Hit("stated_total", message, proposal=str(scored.total))


@CHECKS.check(
    title="没有达到指标值，没有说明原因",
    explanation="没有完成的指标应分析原因，写明改进措施。",
    source=SCORING,
    level=CheckLevel.BLOCKING,
)
def missed_without_reason(project: EvaluatedProject) -> Iterator[Hit]:
    for row, points in project.with_points:
        if row.reason.strip() or not _is_missed(points):
            continue
        done = row.actual or points.outcome.label
        message = f"{row.label}（{row.target}）完成 {done}，没有达到指标值，请说明原因和改进措施。"
        yield Hit("reason", message, row.key)


def _is_missed(points: Points) -> bool:
    """Missed by more than rounding hides: full points for 7.29万元 beside 72890元 are none."""
    missed = points.outcome in (Outcome.MISSED, Outcome.PARTLY)
    return missed and (points.computed is None or points.computed != points.weight)


@CHECKS.check(
    title="超额较多，没有说明原因",
    explanation="完成值高于指标值 30% 以上时，指标值可能定得偏低，应说明原因。",
    source="财预〔2020〕10号；界限是批次的数据",
    level=CheckLevel.BLOCKING,
)
def over_without_reason(project: EvaluatedProject) -> Iterator[Hit]:
    for row, points in project.with_points:
        if points.over is not None and not row.reason.strip():
            over = f"超过指标值 {plain(points.over, 2)}%"
            message = f"{row.label}（{row.target}）完成 {row.actual}，{over}，请说明原因。"
            yield Hit("reason", message, row.key)


@CHECKS.check(
    title="满意度满分，没有调查依据",
    explanation="满意度得满分的，应有问卷或调查的样本作依据。",
    source=PUBLISHED,
)
def satisfaction_without_survey(project: EvaluatedProject) -> Iterator[Hit]:
    for row, points in project.with_points:
        named = SATISFACTION in row.tier1 or SATISFACTION in row.tier2
        full = points.score is not None and points.score == points.weight
        if named and full and not (row.evidence.strip() or "调查" in row.reason or "问卷" in row.reason):
            yield Hit("evidence", f"{row.label}得满分，没有写明调查依据（问卷份数、样本），请补充。", row.key)


@CHECKS.check(
    title="执行数大于全年预算数",
    explanation="执行数超过全年预算数时，或是预算调整没有计入，或是金额填错。",
    source=SCORING,
)
def spent_above_budget(project: EvaluatedProject) -> Iterator[Hit]:
    if project.rate is not None and project.rate > HUNDRED:
        shown = plain(project.rate, 2)
        message = f"执行率 {shown}%，执行数大于全年预算数；有预算调整的，全年预算数应填写调整后的数。"
        yield Hit("executed", message)


@CHECKS.check(
    title="执行率低于 90%，没有说明原因",
    explanation="预算执行率偏低的，应说明原因。",
    source="地方办法（参考）",
)
def low_rate_without_reason(project: EvaluatedProject) -> Iterator[Hit]:
    if project.rate is not None and project.rate < 90 and not project.rate_reason.strip():
        yield Hit("rate_reason", f"预算执行率 {plain(project.rate, 2)}%，低于 90%，请说明原因。")


@CHECKS.check(
    title="全部项目都是优",
    explanation="一个单位的项目多而全部评为优，自评可能流于形式，请逐项核对。",
    source=PUBLISHED,
    spans_projects=True,
)
def all_excellent(projects: list[EvaluatedProject]) -> Iterator[tuple[object, Hit]]:
    """Every project of a unit with many projects is 优; said once, at its first project."""
    for _, group in groupby(projects, key=lambda project: project.unit_code):
        own = list(group)
        if len(own) >= MANY and all(project.grade == Grade.EXCELLENT for project in own):
            message = f"{own[0].unit_name}的 {len(own)} 个项目自评全部为优，请逐项核对是否属实。"
            yield own[0].key, Hit("stated_total", message)
