"""From the database to a table to print."""

from django.db.models import F
from django.utils import timezone

from filings.enums import FilingStatus
from filings.models import FilingVersion
from filings.models.version import SHOWN_SHA
from printing.content import ALL_UNITS
from projects.models import BudgetCycle, Department

from ..printed_form import LIST_FORM, FormStyle, PrintedForm, printed_form
from ..record import GoalRecord, record_of
from .columns import GoalTable
from .printed import GoalForms
from .split import SplitTable

MARKS = {
    FilingStatus.DRAFT: "草稿",
    FilingStatus.RETURNED: "草稿",
    FilingStatus.SUBMITTED: "送审稿",
    FilingStatus.ENDORSED: "送审稿",
}
# How the projects of a unit may follow each other; units are in the order of their codes.
ORDERS = {
    "unit": ("project__position", "project_id"),
    "amount": (F("project__amount").desc(nulls_last=True), "project__position", "project_id"),
    "name": ("project__name", "project_id"),
}


def goal_table(
    goals,
    *,
    cycle: BudgetCycle,
    unit: Department | None = None,
    paper: str = "A4",
    marked: bool = True,
    order: str = "unit",
) -> GoalTable:
    """Read the goals of a queryset (already limited to what the reader may see) as one table, by unit.

    Two queries whatever the number of goals. Goals of one unit are headed by it, chosen or not. What is not
    approved is `marked` as 草稿 or 送审稿 on its pages. `order` is one of ORDERS.
    """
    rows = list(in_order(goals, order))
    blocks = tuple(record_of(goal) for goal in rows)
    return GoalTable(
        title=cycle.title,
        blocks=blocks,
        printed_on=timezone.localdate(),
        scope_label=unit.label if unit else _scope_of(blocks),
        paper=paper,
        marks=_list_marks(rows) if marked else {},
    )


def _list_marks(goals) -> dict:
    """Key of the record → 草稿 or 送审稿; what is approved is not among them."""
    return {goal.pk: MARKS[goal.status] for goal in goals if goal.status in MARKS}


def in_order(goals, order: str):
    """The goals by unit, then in one of ORDERS, with all that a record reads."""
    return goals.with_project().with_indicators().order_by("project__department__code", *ORDERS[order])


def printed_goals(
    goals,
    *,
    cycle: BudgetCycle,
    form: PrintedForm,
    unit: Department | None = None,
    paper: str = "A4",
    marked: bool = True,
    order: str = "unit",
) -> GoalTable | SplitTable | GoalForms:
    """The goals of a queryset in one of the printed forms; a constant number of queries.

    Lists are `marked` as in goal_table; a form of one project says at its foot what it is.
    """
    if form.style is FormStyle.LIST:
        return goal_table(goals, cycle=cycle, unit=unit, paper=paper, marked=marked, order=order)
    rows = list(in_order(goals, order))
    blocks = tuple(record_of(goal) for goal in rows)
    today = timezone.localdate()
    if form.style is FormStyle.SPLIT:
        title = f"部门预算项目绩效目标申报表（{cycle.fiscal_year}年度）"
        scope = unit.label if unit else _scope_of(blocks)
        marks = _list_marks(rows) if marked else {}
        return SplitTable(
            title=title, blocks=blocks, printed_on=today, scope_label=scope, paper=paper, marks=marks
        )
    return GoalForms(
        title=f"{cycle.region}{cycle.fiscal_year}年项目支出绩效目标表",
        blocks=blocks,
        printed_on=today,
        printed=form,
        year=cycle.fiscal_year,
        paper=paper,
        weight_total=getattr(getattr(cycle, "rules", None), "weight_total", 90),
        supervisors=_supervisors(rows),
        marks=_marks(rows),
    )


def form_of(cycle: BudgetCycle, style: str | None = None) -> PrintedForm:
    """The cycle's own form, or another style of it: the switches that the cycle turned hold for its own."""
    rules = getattr(cycle, "rules", None)  # a cycle may be printed before its rules are chosen
    own = rules.printed_form if rules else LIST_FORM
    return printed_form(style) if style and style != own.style else own


def _supervisors(goals) -> dict:
    """The 主管部门 of each project's unit, for forms on which nobody wrote one."""
    keys = {goal.project.department_id for goal in goals}
    units = Department.objects.filter(pk__in=keys).select_related("parent")
    labels = {unit.pk: unit.supervisor.label for unit in units}
    return {goal.pk: labels[goal.project.department_id] for goal in goals}


def _marks(goals) -> dict:
    """What the foot of each form says of its standing: draft, or the version with its checksum."""
    versions = FilingVersion.objects.filter(filing__in=[goal.filing_id for goal in goals]).order_by("serial")
    sha = dict(versions.values_list("filing", "sha256"))
    return {goal.pk: standing_of(goal.filing, sha.get(goal.filing_id, "")) for goal in goals}


def standing_of(filing, sha256: str = "") -> str:
    """What a form says of its standing: draft, or the version with the beginning of its checksum."""
    approved = "" if filing.status == FilingStatus.APPROVED else "，未经批复"
    standing = f"{filing.get_status_display()}{approved}"
    if filing.is_editable or not sha256:
        return standing
    return f"{standing}　第 {filing.version_number} 版　校验码 {sha256[:SHOWN_SHA]}"


def _scope_of(blocks: tuple[GoalRecord, ...]) -> str:
    units = {block.unit for block in blocks}
    return units.pop() if len(units) == 1 else ALL_UNITS
