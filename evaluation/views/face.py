"""自评表 on the common pages of handed-in tables."""

from collections.abc import Sequence

from django.urls import reverse

from filings.faces import Face, FilingLine, Found
from filings.models import Filing
from filings.sections import Section, SectionCell
from monitoring.enums import Outcome
from monitoring.views.facing import found_of, money_section
from perfgoals.common.money import format_amount

from ..checks import CHECKS
from ..domain.frozen import frozen_project
from ..domain.kind import findings_of
from ..domain.subjects import evaluated_projects
from ..enums import EvaluationPlace as Place
from ..models import Evaluation
from ..models.evaluation import EVALUATION
from ..rules import may_spot_check
from ..subject import EvaluatedProject
from ..tables.forms import evaluation_form

_COLUMNS = (
    "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因及改进措施",
    "佐证",
)  # fmt: skip
_TEXTS = (Place.RATE_REASON, Place.CONCLUSION, Place.PROBLEMS, Place.IMPROVEMENTS)


def sections(content: dict) -> list[Section]:
    """A frozen self-evaluation as the pages show it, with the points that were frozen with it."""
    goal = (SectionCell(content["annual_objective"]), SectionCell(content["objective_result"], Place.RESULT))
    points = content["points"]
    texts = [(SectionCell(place.label), SectionCell(content[place.value], place)) for place in _TEXTS]
    return [
        money_section(content["money"], Place.MONEY),
        Section("年度总体目标", ("预期目标", "实际完成情况"), [goal]),
        Section(
            "绩效指标",
            _COLUMNS,
            [_row(*pair) for pair in zip(content["indicators"], points["indicators"], strict=True)],
        ),
        Section("得分", ("项目", "得分", "怎样得来"), _totals(points)),
        Section("说明", ("内容", "填写"), texts),
    ]


def _row(row: dict, points: dict) -> tuple[SectionCell, ...]:
    key = row["key"]
    actual = row["actual"] or (Outcome(row["outcome"]).label if row["outcome"] else "")
    by_hand = "（自定）" if row["score"] is not None else ""
    score = "无法判断" if points["score"] is None else f"{points['score']}{by_hand}"
    return (
        SectionCell(row["tier1"]),
        SectionCell(row["tier2"]),
        SectionCell(row["name"], Place.INDICATOR, key),
        SectionCell(row["target"]),
        SectionCell(actual, Place.ACTUAL, key),
        SectionCell(points["weight"] or "", is_number=True),
        SectionCell(f"{score}\n{points['explanation']}", Place.SCORE, key),
        SectionCell(row["reason"], Place.REASON, key),
        SectionCell(row["evidence"], Place.EVIDENCE, key),
    )


def _totals(points: dict) -> list[tuple[SectionCell, ...]]:
    execution = points["execution"]
    lines = [
        ("预算执行率", execution["score"] or "无法判断", execution["explanation"]),
        ("扣分", points["deduction"], ""),
        ("总分", points["total"] or "无法判断", points["explanation"]),
        ("等级", points["grade"] or "无法判断", ""),
    ]
    return [
        (SectionCell(name), SectionCell(score, is_number=True), SectionCell(words))
        for name, score, words in lines
    ]


def _lines(filings: Sequence[Filing]) -> dict[int, FilingLine]:
    found = Evaluation.objects.filter(filing__in=filings).with_all()
    pairs = zip(found, evaluated_projects(found), strict=True)
    return {table.filing_id: _line(subject) for table, subject in pairs}


def _line(subject: EvaluatedProject) -> FilingLine:
    blocking = sum(finding.blocks for finding in CHECKS.run(subject))
    return FilingLine(
        subject.name,
        subject.unit,
        (
            "无法判断" if subject.total_points is None else f"{subject.total_points} 分",
            subject.grade.label if subject.grade else "",
            f"强制 {blocking}" if blocking else "",
        ),
    )


def _findings(evaluation: Evaluation) -> list[Found]:
    url = f"{_page(evaluation)}#points"
    return found_of(findings_of(evaluation), evaluation.indicators.all(), places=Place, url=url)


def _facts(evaluation: Evaluation) -> list[tuple[str, str]]:
    (subject,) = evaluated_projects([evaluation])
    total = subject.total
    checked = getattr(evaluation, "spot_check", None)
    facts = [
        ("全年预算数", f"{format_amount(total.budget)} 元" if total.budget is not None else "没有填写"),
        ("全年执行数", f"{format_amount(total.executed)} 元" if total.executed is not None else "没有填写"),
        (
            "自评总分",
            f"{subject.total_points} 分，{subject.grade.label}" if subject.grade else "无法判断",
        ),
    ]
    return [*facts, ("抽评", checked.in_words)] if checked else facts


def _more(user, evaluation: Evaluation) -> list[tuple[str, str]]:
    if not may_spot_check(user, evaluation.filing):
        return []
    checked = getattr(evaluation, "spot_check", None)
    return [(f"抽评：{checked.in_words}" if checked else "抽评", reverse("spot_check", args=[evaluation.pk]))]


def _page(evaluation: Evaluation) -> str:
    return reverse("evaluation_page", args=[evaluation.pk])


EVALUATION_FACE = Face(
    key=EVALUATION,
    label="自评",
    columns=("总分", "等级", "检查"),
    lines=_lines,
    sections=sections,
    findings=_findings,
    facts=_facts,
    page_url=_page,
    print_url=lambda evaluation: reverse("evaluation_file", args=[evaluation.pk, "pdf"]),
    list_url=lambda cycle: reverse("evaluation_list", args=[cycle.code]),
    version_form=lambda content, evaluation: evaluation_form(frozen_project(content, evaluation)),
    rows=lambda table: [(row.approved_key, row.name) for row in table.indicators.all() if row.approved_key],
    name_path="evaluation__project__name",
    more=_more,
)
