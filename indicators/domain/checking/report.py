"""The findings of a cycle or unit as files: a workbook to work through, an opinion to print and sign."""

from itertools import groupby

from django.utils import timezone
from django.utils.formats import date_format
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from indicators.checks import CHECKS
from indicators.enums import AnswerVerdict, CheckLevel, CheckOutcome
from indicators.models import CheckAnswer
from perfgoals.sheets.paper import fit_to_paper
from perfgoals.sheets.text_cells import text_cell
from printing.documents import print_document
from projects.models import BudgetCycle, Department

from .keeping import with_members
from .words import place_in_row

COLUMNS = [
    ("单位", 28), ("项目", 32), ("级别", 8), ("结果", 10), ("检查", 20),
    ("位置", 34), ("问题", 70), ("建议", 24), ("依据", 40), ("已说明理由", 12),
]  # fmt: skip


AT_ONCE = 2_000  # so many findings are written within a request


def write_findings(findings, file, *, progress=None) -> None:
    """One row a finding, to a path or an open file; texts are strings, whatever they begin with."""
    total = findings.count() if progress else 0
    book = Workbook(write_only=True)
    sheet = book.create_sheet("检查结果")
    sheet.freeze_panes = "A2"
    fit_to_paper(sheet)
    for letter, (_, width) in zip("ABCDEFGHIJ", COLUMNS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([_cell(sheet, title, bold=True) for title, _ in COLUMNS])
    for number, finding in enumerate(findings.iterator(chunk_size=2000), start=1):
        sheet.append([_cell(sheet, text) for text in line_of(finding)])
        if progress:
            progress(number, total)
    book.save(file)


def line_of(finding) -> list[str]:
    check = CHECKS.get(finding.check_id)
    return [
        finding.goal.project.department.label,
        finding.goal.project.name,
        CheckLevel(finding.level).label,
        CheckOutcome(finding.outcome).label,
        check.title if check else finding.check_id,
        place_in_row(finding.indicator, finding.field),
        finding.message,
        finding.proposal,
        check.source if check else "",
        "是" if finding.answered else "",
    ]


def _cell(sheet, text: str, *, bold: bool = False) -> WriteOnlyCell:
    cell = text_cell(sheet, text)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell


def opinion_pdf(findings, *, cycle: BudgetCycle, unit: Department | None) -> bytes:
    """审核意见: the findings project by project with the unit's answers, and room to write and sign."""
    findings = with_members(findings)
    _add_reasons(findings)
    projects = [(goal, list(rows)) for goal, rows in groupby(findings, key=lambda finding: finding.goal)]
    found = [finding for finding in findings if finding.outcome == CheckOutcome.FINDING]
    context = {
        "cycle": cycle,
        "scope": unit.label if unit else "全部单位",
        "projects": projects,
        "blocking": sum(finding.level == CheckLevel.BLOCKING for finding in found),
        "advice": sum(finding.level == CheckLevel.ADVICE for finding in found),
        "undecided": len(findings) - len(found),
        "printed_on": date_format(timezone.localdate(), "Y年n月j日"),
    }
    return print_document("print/opinion.html", context)


def _add_reasons(findings) -> None:
    """Each with `reason`: what the unit said to its places, every reason once."""
    goals = {finding.goal_id for finding in findings}
    rows = CheckAnswer.objects.filter(goal__in=goals).values_list("goal", "fingerprint", "verdict", "reason")
    said = {}
    for goal, mark, verdict, reason in rows:
        mistaken = f"{AnswerVerdict.MISTAKEN.label}：" if verdict == AnswerVerdict.MISTAKEN else ""
        said[goal, mark] = mistaken + reason
    for finding in findings:
        reasons = (said.get((finding.goal_id, member.fingerprint)) for member in finding.members)
        finding.reason = "；".join(dict.fromkeys(reason for reason in reasons if reason))
