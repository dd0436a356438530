"""What the review page puts together: the printed table with marks on its cells, and four views beside it."""

from dataclasses import dataclass, field, replace
from itertools import count

from filings.domain.versions import read_content
from filings.enums import Action, ChangeKind, RemarkState
from filings.rules import may_rate
from filings.views.review import anchor
from indicators.checks import grouped
from indicators.domain.checking.answers import answers_of
from indicators.domain.checking.findings import findings_now
from indicators.domain.checking.settings import settings_of
from indicators.domain.checking.words import place_of
from indicators.domain.review.differences import differences
from indicators.domain.review.progress import Progress, progress_since
from indicators.domain.review.remarks import rows_of_remarks
from indicators.domain.review.versions import snapshot
from indicators.fields import REMARKED
from indicators.models import PerformanceGoal
from indicators.record import record_of
from indicators.tables.columns import GOAL_LAYOUT
from printing.layout import BodyCell

from .places import cell_of
from .versions import GOAL_VERSIONS

ROW_CELLS = [key for key, field in REMARKED.items() if field.of_row]
VIEWS = {"findings": "检查", "differences": "差异", "remarks": "意见", "history": "历史"}
SHEET = {"sheet": "审核表"}


@dataclass
class MarkedCell:
    """A cell of the printed table with what is to be said about it."""

    cell: BodyCell
    row_key: int | None = None
    pinnable: bool = False
    change: str = ""
    findings: list = field(default_factory=list)  # (number in the list beside the table, finding)
    remarks: list = field(default_factory=list)
    note: str = ""

    @property
    def blocking(self) -> int:
        return sum(finding.blocks for _, finding in self.findings)

    @property
    def first_finding(self) -> int:
        return self.findings[0][0]

    @property
    def said(self) -> str:
        return "\n".join(finding.message for _, finding in self.findings)

    @property
    def advice(self) -> int:
        return len(self.findings) - self.blocking


class ReviewPage:
    """One goal under review. Load it `with_step_facts()` and `with_indicators()`."""

    def __init__(self, request, goal: PerformanceGoal):
        self.goal = goal
        self.may_rate = may_rate(request.user, goal.filing)
        self.views = VIEWS | (SHEET if self.may_rate else {})
        usual = "sheet" if self.may_rate else "findings"
        self.view = request.GET.get("view") if request.GET.get("view") in self.views else usual
        self.against = "previous" if request.GET.get("against") == "previous" else "last"
        self.only_changes = request.GET.get("changes") == "1"
        self.rows = list(goal.indicators.all())
        self.remarks = list(goal.filing.remarks.with_people())
        self.remark_rows = rows_of_remarks(self.remarks, self.rows)
        self.groups = grouped(findings_now(goal))
        self.findings = [finding for group in self.groups for finding in group.findings]
        self.sheet = goal.filing.sheet
        self.base_label, base = self._base()
        self.progress = Progress()
        if base and self.against == "last":
            self.progress = progress_since(base, self.findings, settings_of(goal.project.cycle))
        self.differences = differences(base, snapshot(goal)) if base else []
        removed = [found.row for found in self.differences if found.kind == ChangeKind.REMOVED]
        self.removed = [base["indicators"][row] for row in removed]

    def context(self) -> dict:
        """Everything for the template; the history is read when it is shown."""
        return {
            "goal": self.goal,
            "rows": self.marked_rows(),
            "record": record_of(self.goal),
            "removed": self.removed,
            "header": GOAL_LAYOUT.header_cells(),
            "columns": GOAL_LAYOUT.columns,
            "money_unit": GOAL_LAYOUT.money_unit,
            "view": self.view,
            "views": [(key, label, self._count(key)) for key, label in self.views.items()],
            "against": self.against,
            "only_changes": self.only_changes,
            "base_label": self.base_label,
            "differences": self.differences,
            "remarks": [(remark, self.remark_rows[remark.pk]) for remark in self.remarks],
            "findings": self._findings(),
            "solved": self.progress.solved,
            "blocking": sum(group.lead.blocks for group in self.groups),
            "version_page": GOAL_VERSIONS.version,
            "transitions": self.goal.filing.transitions.select_related("by", "version")
            if self.view == "history"
            else [],
        }

    def _count(self, key: str) -> int | None:
        return {
            "findings": len(self.groups),
            "differences": len(self.differences),
            "remarks": sum(remark.state != RemarkState.RESOLVED for remark in self.remarks),
        }.get(key)

    def _findings(self) -> list[dict]:
        """The kinds of findings; their places are numbered through, the marks on the table lead there."""
        answers, numbers = answers_of(self.goal), count(1)
        base_is_last = bool(self.base_label) and self.against == "last"
        return [
            {
                "group": group,
                "lead": group.lead,
                "places": [
                    {
                        "number": next(numbers),
                        "finding": finding,
                        "progress": self.progress.word(finding) if base_is_last else "",
                        "where": place_of(self.goal, finding),
                        "answer": answers.get(finding.fingerprint),
                        "cell": anchor(*cell_of(finding.field, finding.indicator)),
                    }
                    for finding in group.findings
                ],
            }
            for group in self.groups
        ]

    def _base(self) -> tuple[str, dict | None]:
        """What the table is compared with: last year's project, or the last version that was judged."""
        if self.against == "previous":
            return self._last_year()
        current = self.goal.filing.submission.serial if self.goal.filing.submission_id else None
        versions = self.goal.filing.versions.filter(action__in=[Action.SUBMIT, Action.APPROVE])
        if current is not None:
            versions = versions.filter(serial__lt=current)
        base = versions.order_by("serial").last()
        return (base.label, read_content(base)) if base else ("", None)

    def _last_year(self) -> tuple[str, dict | None]:
        key = self.goal.project.previous_id
        goals = PerformanceGoal.objects.with_project().with_indicators()
        base = goals.filter(pk=key).first() if key else None
        return (f"{base.project.cycle}《{base}》", snapshot(base)) if base else ("", None)

    def marked_rows(self) -> list[list[MarkedCell]]:
        """The table's cells by row; with `changes=1` only the rows that changed."""
        block, shown = record_of(self.goal), self.rows
        changes = self._changes()
        if self.only_changes:
            changed = {key for _, key in changes}
            places = [place for place, row in enumerate(self.rows) if row.pk in changed]
            shown = [self.rows[place] for place in places]
            block = replace(block, rows=tuple(block.rows[place] for place in places))
        marks = (changes, self._by_cell(), self._remarks_by_cell())
        return [[self._marked(cell, shown, *marks) for cell in line] for line in GOAL_LAYOUT.body_rows(block)]

    def _marked(self, cell, shown, changes, findings, remarks) -> MarkedCell:
        field = REMARKED.get(cell.column.key)
        of_row = field is not None and field.of_row
        row = shown[cell.row] if of_row and shown else None
        row_key = row.pk if row else None
        where = (cell.column.key, row_key)
        pinnable = field is not None and (not of_row or row_key is not None)
        return MarkedCell(
            cell, row_key, pinnable, changes.get(where, ""), findings.get(where, []), remarks.get(where, []),
            row.said_beside if row and cell.column.key == "indicator" else "",
        )  # fmt: skip

    def _changes(self) -> dict[tuple, str]:
        """(column, row key) → 新增 or 修改; a new row is marked on all its cells."""
        marks: dict[tuple, str] = {}
        for found in self.differences:
            if found.kind == ChangeKind.REMOVED or (found.row is None and not found.place):
                continue
            key = self.rows[found.row].pk if found.row is not None else None
            columns = ROW_CELLS if found.kind == ChangeKind.ADDED else [found.place or "indicator"]
            marks |= {(column, key): found.word for column in columns}
        return marks

    def _by_cell(self) -> dict[tuple, list]:
        cells: dict[tuple, list] = {}
        for number, finding in enumerate(self.findings, start=1):
            cells.setdefault(cell_of(finding.field, finding.indicator), []).append((number, finding))
        return cells

    def _remarks_by_cell(self) -> dict[tuple, list]:
        cells: dict[tuple, list] = {}
        for remark in self.remarks:
            if remark.state == RemarkState.RESOLVED:
                continue
            row = self.remark_rows[remark.pk]
            cells.setdefault((remark.place, row.pk if row else None), []).append(remark)
        return cells
