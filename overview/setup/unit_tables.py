"""The tables and people of a unit that is merged into another one: what goes along, and what stays behind."""

from collections.abc import Iterator

from django.db.models import Count, Q

from filings.enums import FilingStatus
from filings.kinds import kind_of
from filings.models import DeadlineExtension, Filing
from indicators.models import PerformanceGoal
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import Membership, RoleProposal
from projects.enums import CycleState
from projects.models import Department


def open_filings(unit: Department):
    """Tables of every kind in cycles that are not over."""
    return Filing.objects.filter(department=unit).exclude(cycle__state=CycleState.CLOSED)


def people_of(unit: Department):
    """The roles that people with an open account have for the unit."""
    return Membership.objects.filter(department=unit, user__is_active=True)


def moving_goals(unit: Department):
    """Goals that lie with the unit: they go along."""
    goals = PerformanceGoal.objects.filter(
        project__department=unit, filing__status__in=FilingStatus.editable()
    )
    return goals.exclude(project__cycle__state=CycleState.CLOSED).order_by("project__position", "pk")


def staying_behind(unit: Department, moving: list[PerformanceGoal]) -> Iterator[str]:
    """Drafts of other kinds than the goals that go along: 部门整体, 监控 and 自评 of what is approved."""
    staying = _staying(unit, moving).filter(status__in=FilingStatus.editable())
    by_kind = dict(staying.order_by().values_list("kind").annotate(n=Count("pk")))
    if by_kind:
        named = "、".join(f"{kind_of(kind).label} {n} 张" for kind, n in sorted(by_kind.items()))
        yield f"还在填的{named}留在原单位名下，由有原单位角色的人填完、送审。"


def _staying(unit: Department, moving: list[PerformanceGoal]):
    gone = [goal.filing_id for goal in moving] + list(measuring(moving).values_list("pk", flat=True))
    return open_filings(unit).exclude(pk__in=gone)


def lost_extensions(unit: Department, target: Department, moving: list[PerformanceGoal]) -> Iterator[str]:
    """Tables that go along follow the deadlines of the other unit."""
    cycles = {goal.project.cycle_id for goal in moving}
    own = DeadlineExtension.objects.filter(department=unit, cycle__in=cycles).select_related("cycle")
    for extension in own:
        of_target = DeadlineExtension.objects.filter(
            department=target, cycle=extension.cycle, kind=extension.kind, stage=extension.stage
        )
        if not of_target.filter(until__gte=extension.until).exists():
            yield (
                f"原单位在{extension.cycle}的延期（{extension.get_stage_display()}延至 {extension.until}）"
                "不随表转走；需要的，请给新单位延期。"
            )


def heirs_of(unit: Department, target: Department) -> list[int]:
    """Who fills in for the target and could do nothing yet about the tables that stay with the unit."""
    if not _staying(unit, list(moving_goals(unit))).exists():
        return []
    held = set(people_of(unit).filter(role=Role.PREPARER).values_list("user", flat=True))
    held |= set(RoleProposal.objects.open().filter(department=unit).values_list("user", flat=True))
    preparers = people_of(target).filter(role=Role.PREPARER).values_list("user", flat=True)
    return sorted(set(preparers) - held)


def measuring(goals: list[PerformanceGoal]):
    """The filings of 监控表 and 自评表 of these goals' projects: they belong to the unit of the project."""
    projects = [goal.pk for goal in goals]
    return Filing.objects.filter(
        Q(monitoringreport__project__in=projects) | Q(evaluation__project__in=projects)
    )
