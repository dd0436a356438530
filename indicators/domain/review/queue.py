"""待审核 and 已审核: which goals wait for a person's judgement, and which he has judged."""

from django.db.models import Count, Exists, F, OuterRef, Q

from filings.domain.sent_back import being_revised
from filings.enums import FilingStatus, RemarkState
from filings.models import Filing, FilingTransition, Remark
from filings.workflow import JUDGEMENTS
from indicators.enums import CheckLevel, CheckOutcome
from indicators.models import GoalFinding, PerformanceGoal
from indicators.models.goal import GOAL
from indicators.workflow import WORKFLOW
from perfgoals.accounts.enums import Role


def waiting_for(user, path: str = "filing__") -> Q:
    """Condition on tables that this person's reviewing roles judge now; `path` leads to the filing."""
    condition = Q(pk__in=[])
    for status in WORKFLOW.under_review:
        scope = user.department_scope(f"{path}department", *WORKFLOW.reviewing_roles(status))
        condition |= Q(**{f"{path}status": status}) & scope
    return condition


def judged_by(user) -> Q:
    """Condition on goals that this person has endorsed, returned or approved."""
    steps = FilingTransition.objects.filter(by=user, action__in=JUDGEMENTS)
    # A list of keys, read once: asked goal by goal, SQLite walks all his judgements for each of them.
    return Q(filing__in=steps.values("filing"))


def queue(*, user, cycle, judged: bool = False):
    """Goals of the cycle that this person is to judge, or those he has judged."""
    goals = PerformanceGoal.objects.visible_to(user).in_cycle(cycle)
    goals = goals.filter(judged_by(user) if judged else waiting_for(user))
    return goals.annotate(waiting_since=F("filing__submitted_at"))


def in_order(goals, *, judged: bool = False):
    """The queue's order; the key makes it a total one."""
    if judged:
        return goals.order_by(F("waiting_since").desc(nulls_last=True), "-pk")
    return goals.order_by(F("waiting_since").asc(nulls_first=True), "pk")


def with_review_figures(goals):
    """With the counts that a line of the queue shows: findings of the last check, remarks not settled."""
    found = Q(findings__outcome=CheckOutcome.FINDING, findings__leads=True)
    counts = {
        "blocking_count": Q(findings__level=CheckLevel.BLOCKING) & found,
        "advice_count": Q(findings__level=CheckLevel.ADVICE) & found,
    }
    unsettled = Remark.objects.filter(filing=OuterRef("filing")).exclude(state=RemarkState.RESOLVED)
    return goals.annotate(
        **{name: Count("findings", filter=condition) for name, condition in counts.items()},
        has_unsettled_remarks=Exists(unsettled),
    )


def having_findings(goals, level: str):
    """Only goals in which the last check found something of this level; "none" for those without any."""
    found = GoalFinding.objects.filter(goal=OuterRef("pk"), outcome=CheckOutcome.FINDING)
    return (
        goals.filter(~Exists(found)) if level == "none" else goals.filter(Exists(found.filter(level=level)))
    )


def neighbours(goals, goal: PerformanceGoal) -> dict:
    """The goal's place in a queue: keys of the one before and after, its number (None when it is not among
    them, or no longer), and how many there are."""
    since = goal.filing.submitted_at
    if since is None:
        return {"previous": None, "next": None, "number": None, "total": goals.count()}
    before = (
        Q(waiting_since__lt=since) | Q(waiting_since__isnull=True) | Q(waiting_since=since, pk__lt=goal.pk)
    )
    after = Q(waiting_since__gt=since) | Q(waiting_since=since, pk__gt=goal.pk)
    counts = goals.aggregate(
        total=Count("pk"), before=Count("pk", filter=before), here=Count("pk", filter=Q(pk=goal.pk))
    )
    previous = goals.filter(before).order_by(F("waiting_since").desc(nulls_last=True), "-pk")
    following = in_order(goals.filter(after))
    return {
        "previous": previous.values_list("pk", flat=True).first(),
        "next": following.values_list("pk", flat=True).first(),
        "number": counts["before"] + 1 if counts["here"] else None,
        "total": counts["total"],
    }


def bell_counts(*, user, cycle) -> dict[str, int]:
    """What waits for this person in the cycle: tables to judge, and tables sent back to him, by a reviewer or
    for 调整. A query for each that his roles allow, answered by an index: every page asks this."""
    filings = Filing.objects.of_kind(GOAL).in_cycle(cycle)
    own = filings.filter(user.department_scope("department", Role.PREPARER))
    return {
        "to_judge": filings.filter(waiting_for(user, path="")).count(),
        "returned": own.filter(status=FilingStatus.RETURNED).count(),
        "revised": own.filter(being_revised()).count(),
    }
