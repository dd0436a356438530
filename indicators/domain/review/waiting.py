"""What waits for whom: the figures of 待办, each with the filters of the list that shows the same rows."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from filings.domain.deadlines import Term, deadline_of
from filings.domain.sent_back import being_revised
from filings.enums import Action, FilingStatus, RemarkState, Stage
from filings.models import Filing, FilingTransition, Remark
from filings.workflow import JUDGEMENTS
from indicators.models import PerformanceGoal, UnitWords
from indicators.models.goal import GOAL
from indicators.workflow import WORKFLOW
from perfgoals.accounts.enums import Role
from projects.models import BudgetCycle, Department, Project

from ..counting.reading import Counts
from ..lines import GoalLine, lines_of
from .blocked import Recount, with_obstacles
from .deadlines import review_term, route_of_goals

# Which status waits for which reviewing role, as the workflow's own table has it.
WAITING_FOR = {
    role: step.sources[0] for step in WORKFLOW.transitions if step.action in JUDGEMENTS for role in step.roles
}
# Where tables are, in the words of home; its figures add up to all.
WITH_UNIT = {FilingStatus.DRAFT.value: "单位填报中", FilingStatus.RETURNED.value: "单位修改中"}
WITH_OTHERS = {
    FilingStatus.SUBMITTED.value: "主管部门审核中",
    FilingStatus.ENDORSED.value: "财政审核中",
    FilingStatus.APPROVED.value: "已批复",
}


@dataclass(frozen=True)
class Waiting:
    """A number of goals and the filters (names of GoalFilterForm) that list exactly these."""

    label: str
    count: int
    filters: dict[str, str] = field(default_factory=dict)


def goals_of_role(user, cycle: BudgetCycle, role: Role):
    """Goals of a cycle that this person has to do with in this role."""
    return PerformanceGoal.objects.in_cycle(cycle).filter(user.department_scope("project__department", role))


def preparer_figures(*, user, cycle: BudgetCycle, recount: Recount) -> list[Waiting]:
    """待填, 被退回, 待调整 (if any), 待送审, what others have, and all of the person's own units.

    待填, 待送审, 被退回 and those with others add up to all; 待调整 are drafts among the first two.
    `recount`: the drafts that changed since they were counted, see blocked.
    """
    # By status: so the index filing_by_status has those of the units.
    filings = Filing.objects.of_kind(GOAL).in_cycle(cycle).filter(status__in=FilingStatus.values)
    filings = filings.filter(user.department_scope("department", Role.PREPARER)).order_by()
    again = Count("pk", filter=Q(version_number__gt=1))
    counts, revised = Counter(), 0
    for status, count, opened in filings.values_list("status").annotate(count=Count("pk"), again=again):
        counts[status] = count
        revised += opened if status == FilingStatus.DRAFT else 0
    drafts = goals_of_role(user, cycle, Role.PREPARER).filter(filing__status=FilingStatus.DRAFT)
    gaps = 0
    if counts[FilingStatus.DRAFT]:
        gaps = with_obstacles(drafts, recount).filter(is_blocked=True).count()
    mine = {"role": Role.PREPARER.value}
    return [
        Waiting("待填", gaps, {"fill": "gaps", **mine}),
        Waiting("被退回", counts[FilingStatus.RETURNED], {"status": FilingStatus.RETURNED.value, **mine}),
        *([Waiting("待调整", revised, {"fill": "revised", **mine})] if revised else []),
        Waiting("待送审", counts[FilingStatus.DRAFT] - gaps, {"fill": "ready", **mine}),
        *(Waiting(label, counts[key], {"status": key, **mine}) for key, label in WITH_OTHERS.items()),
        Waiting("全部", counts.total(), mine),
    ]


def status_figures(*, user, cycle: BudgetCycle) -> list[Waiting]:
    """Every status of what a reviewer may see, and all of it, from kept figures. They add up."""
    found = Counts(cycle, user).by_key("status")
    counts = {key: row.count for key, row in found.items()}
    labels = WITH_UNIT | WITH_OTHERS
    figures = [Waiting(label, counts.get(key, 0), {"status": key}) for key, label in labels.items()]
    return [*figures, Waiting("全部", sum(figure.count for figure in figures))]


def returned_goals(*, user, cycle: BudgetCycle, limit: int):
    """The person's tables that were sent back, last ones first, with the `reason` of the return, the
    `first_remark` that is not answered yet, and how many of these there are (`open_remarks`)."""
    goals = goals_of_role(user, cycle, Role.PREPARER).filter(filing__status=FilingStatus.RETURNED)
    return _with_reasons(goals, Action.RETURN, limit)


def revised_goals(*, user, cycle: BudgetCycle, limit: int):
    """The person's approved tables that were opened for 调整, with the same facts as returned_goals."""
    goals = goals_of_role(user, cycle, Role.PREPARER).filter(being_revised("filing__"))
    return _with_reasons(goals, Action.REVISE, limit)


def _with_reasons(goals, action: Action, limit: int) -> list[GoalLine]:
    steps = FilingTransition.objects.filter(filing=OuterRef("filing"), action=action).order_by("-pk")
    remarks = Remark.objects.filter(filing=OuterRef("filing"), state=RemarkState.OPEN).order_by("pk")
    counted = remarks.order_by().values("filing").annotate(count=Count("pk")).values("count")
    found = goals.annotate(
        reason=Subquery(steps.values("comment")[:1]),
        first_remark=Subquery(remarks.values("text")[:1]),
        open_remarks=Coalesce(Subquery(counted), 0),
    )
    newest = found.order_by("-filing__updated_at", "pk")[:limit]
    return lines_of(newest, "reason", "first_remark", "open_remarks")


def term_for(*, user, cycle: BudgetCycle) -> Term | None:
    """The last day that concerns this person: of 审核 for those who only review, else of 申报; the unit's own
    where he fills in for just one."""
    if not user.has_role(Role.PREPARER) and (term := review_term(cycle)):
        return term
    units = user.home_departments()
    last = (
        deadline_of(route_of_goals(cycle), cycle, units[0], Stage.DECLARATION)
        if len(units) == 1
        else cycle.closes_on
    )
    return Term(Stage.DECLARATION.label, last) if last else None


@dataclass(frozen=True)
class UnitQueue:
    """Goals of one unit that wait for a reviewer, and since when the oldest does."""

    unit: str
    count: int
    oldest: object
    filters: dict[str, str]


def review_queue(*, user, cycle: BudgetCycle, role: Role, limit: int = 20) -> tuple[Waiting, list[UnitQueue]]:
    """What waits for this person in one reviewing role: all of it, and by unit, first the unit
    whose oldest submission waits longest."""
    status = WAITING_FOR[role]
    counts = Counts(cycle, user, role)
    rows = counts.longest_waiting("status", key=status.value, limit=limit)
    units = Department.objects.in_bulk([row.unit for row in rows])
    filters = {"status": status.value, "role": role.value}
    queue = [
        UnitQueue(units[row.unit].label, row.count, row.moment, {"unit": units[row.unit].code, **filters})
        for row in rows
    ]
    return Waiting(f"待{role.label}", counts.total("status", keys=[status]).count, filters), queue


def units_not_begun(*, cycle: BudgetCycle, scope: Q | None = None):
    """Units in use that have no project in the cycle yet; `scope` limits them, None for all.

    A department with units below it has a table of its own as well (本级), and is named like any other.
    """
    units = Department.objects.active().filter(~_begun(cycle))
    return units if scope is None else units.filter(scope)


def _begun(cycle: BudgetCycle) -> Q:
    """Condition on a unit: it has a project. Words are kept of all units that have some; only those that
    changed since are looked up among 100,000 projects."""
    having = Q(Exists(Project.objects.filter(cycle=cycle, department=OuterRef("pk"))))
    changed = Counts(cycle).changed
    if changed is None:
        return having
    kept = UnitWords.objects.filter(cycle=cycle).exclude(department__in=changed).order_by()
    return Q(pk__in=kept.values("department")) | (Q(pk__in=changed) & having)


def progress_scope(user) -> Q | None:
    """A condition on units: who reviews looks after those he reviews. None: all, as 系统管理员 does."""
    if user.has_role(Role.ADMINISTRATOR) or user.sees_all_units(*WAITING_FOR):
        return None
    return user.department_scope("pk", *WAITING_FOR)
