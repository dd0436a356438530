"""监控表 on the common pages of handed-in tables."""

from collections.abc import Sequence

from django.urls import reverse

from filings.faces import Face, FilingLine, Found
from filings.models import Filing
from filings.sections import Section, SectionCell
from printing.grids.grid import percent

from ..checks import CHECKS
from ..domain.frozen import frozen_project
from ..domain.kind import findings_of
from ..domain.subjects import monitored_projects
from ..enums import Cause, Possibility
from ..enums import MonitoringPlace as Place
from ..models import MonitoringReport
from ..models.report import MONITORING
from ..rules import may_ask_correction
from ..subject import MonitoredProject
from ..tables.forms import monitoring_form
from .facing import found_of, money_section

_COLUMNS = (
    "一级指标", "二级指标", "三级指标", "年度指标值", "完成情况", "监控灯", "全年预计完成情况", "偏差原因",
    "完成目标可能性", "备注",
)  # fmt: skip


def sections(content: dict) -> list[Section]:
    """A frozen report as the pages show it, with the lights that were frozen with it."""
    lights = content["lights"]
    shown = [
        ("项目", lights["project"], ""),
        ("资金", lights["money"]["light"], lights["money"]["explanation"]),
    ]
    rows = zip(content["indicators"], lights["indicators"], strict=True)
    return [
        money_section(content["money"], Place.MONEY),
        Section("监控灯", ("范围", "灯", "怎样得来"), [tuple(map(SectionCell, line)) for line in shown]),
        Section("年度总体目标", ("内容",), [(SectionCell(content["annual_objective"]),)]),
        Section("绩效指标", _COLUMNS, [_row(*pair) for pair in rows]),
    ]


def _row(row: dict, light: dict) -> tuple[SectionCell, ...]:
    key = row["key"]
    causes = "、".join(Cause(code).label for code in row["causes"] if code in Cause.values)
    possible = Possibility(row["possibility"]).label if row["possibility"] else ""
    planned = f"计划 {row['planned_month']} 月完成" if row["planned_month"] else ""
    notes = [planned, row["note"], f"佐证：{row['evidence']}" if row["evidence"] else ""]
    return (
        SectionCell(row["tier1"]),
        SectionCell(row["tier2"]),
        SectionCell(row["name"], Place.INDICATOR, key),
        SectionCell(row["target"]),
        SectionCell(row["actual"], Place.ACTUAL, key),
        SectionCell(f"{light['light']}\n{light['explanation']}"),
        SectionCell(row["expected"], Place.EXPECTED, key),
        SectionCell("\n".join(part for part in (causes, row["cause_note"]) if part), Place.CAUSES, key),
        SectionCell(possible, Place.POSSIBILITY, key),
        SectionCell("\n".join(note for note in notes if note), Place.NOTE, key),
    )


def _lines(filings: Sequence[Filing]) -> dict[int, FilingLine]:
    found = list(MonitoringReport.objects.filter(filing__in=filings).with_all())
    pairs = zip(found, monitored_projects(found), strict=True)
    return {report.filing_id: _line(report, subject) for report, subject in pairs}


def _line(report: MonitoringReport, subject: MonitoredProject) -> FilingLine:
    blocking = sum(finding.blocks for finding in CHECKS.run(subject))
    figures = (
        report.round.label,
        subject.light.label,
        percent(subject.rate),
        f"强制 {blocking}" if blocking else "",
    )
    return FilingLine(subject.name, subject.unit, figures)


def _findings(report: MonitoringReport) -> list[Found]:
    url = f"{_page(report)}#lights"
    return found_of(findings_of(report), report.indicators.all(), places=Place, url=url)


def _facts(report: MonitoringReport) -> list[tuple[str, str]]:
    (subject,) = monitored_projects([report])
    impossible = sum(row.possibility == Possibility.IMPOSSIBLE for row in subject.rows)
    return [
        ("监控灯", subject.light.label),
        ("执行率", percent(subject.rate) or "无法判断"),
        ("完全不可能完成的指标", f"{impossible} 个"),
    ]


def _more(user, report: MonitoringReport) -> list[tuple[str, str]]:
    """整改, and 调整 of the goal where something can not be reached any more."""
    if not may_ask_correction(user, report):
        return []
    links = [("整改和处理意见", f"{_page(report)}#correction")]
    if any(row.possibility == Possibility.IMPOSSIBLE for row in report.indicators.all()):
        links.append(("调整绩效目标", reverse("goal_revise", args=[report.project_id])))
    return links


def _page(report: MonitoringReport) -> str:
    return reverse("report_page", args=[report.round_id, report.project_id])


MONITORING_FACE = Face(
    key=MONITORING,
    label="监控",
    columns=("监控", "监控灯", "执行率", "检查"),
    lines=_lines,
    sections=sections,
    findings=_findings,
    facts=_facts,
    page_url=_page,
    print_url=lambda report: reverse("report_file", args=[report.pk, "pdf"]),
    list_url=lambda cycle: reverse("round_list", args=[cycle.code]),
    version_form=lambda content, report: monitoring_form(frozen_project(content, report)),
    rows=lambda table: [(row.approved_key, row.name) for row in table.indicators.all() if row.approved_key],
    name_path="monitoringreport__project__name",
    more=_more,
)
