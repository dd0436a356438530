"""待审核 and 已审核: which goals wait for a person's judgement, and which he has judged."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum

from filings.enums import RemarkState
from filings.models import Filing, FilingTransition, Remark, ReviewSheet, RevisionRequest
from filings.workflow import FINANCE, JUDGEMENTS
from indicators.enums import CheckLevel, CheckOutcome
from indicators.models import GoalFinding, PerformanceGoal
from indicators.models.goal import GOAL
from indicators.workflow import WORKFLOW

from ..counting.parts import Counted
from ..counting.reading import Counts


def waiting_for(user, path: str = "filing__") -> Q:
    """Condition on tables that this person's reviewing roles judge now; `path` leads to the filing."""
    condition = Q(pk__in=[])
    for status in WORKFLOW.under_review:
        scope = user.department_scope(f"{path}department", *WORKFLOW.reviewing_roles(status))
        condition |= Q(**{f"{path}status": status}) & scope
    return condition


def judged_by(user) -> Q:
    """Condition on goals that this person has endorsed, returned or approved, or filled in a 审核表 for."""
    steps = FilingTransition.objects.filter(by=user, action__in=JUDGEMENTS)
    sheets = ReviewSheet.objects.filter(filled_by=user)
    # Lists of keys, read once: asked goal by goal, SQLite walks all his judgements for each of them.
    return Q(filing__in=steps.values("filing")) | Q(filing__in=sheets.values("version__filing"))


def queue(*, user, cycle, judged: bool = False, key: str = ""):
    """Goals of the cycle that this person is to judge, or those he has judged.

    `key` is the order in which they are read, see in_order: it decides which index leads to them, that of
    the filings by status or, where a fifth of a city waits, that of the projects by amount.
    """
    by_amount = key.removeprefix("-") == "amount" and not judged and user.sees_all_units(*FINANCE)
    of_cycle = Q(project__cycle=cycle) if by_amount else Q(filing__cycle=cycle)
    goals = PerformanceGoal.objects.visible_to(user).filter(of_cycle, filing__kind=GOAL)
    goals = goals.filter(judged_by(user) if judged else waiting_for(user))
    return goals.annotate(waiting_since=F("filing__submitted_at"))


SORTS = {
    "sent": ("waiting_since",),
    "name": ("project__name",),
    "unit": ("project__department__code", "project__position"),
    "amount": ("project__amount",),
}


def in_order(goals, *, judged: bool = False, key: str = ""):
    """The queue's order, or that of a column of SORTS (a minus for descending); a total one by the key.

    Of what waits, those submitted at one moment come as their filings, see longest_waiting.
    """
    if column := SORTS.get(key.removeprefix("-")):
        down = key.startswith("-")
        ordered = [F(c).desc(nulls_last=True) if down else F(c).asc(nulls_last=True) for c in column]
        return goals.order_by(*ordered, "-pk" if down else "pk")
    if judged:
        return goals.order_by(F("waiting_since").desc(nulls_last=True), "-pk")
    return goals.order_by("waiting_since", "filing")


def longest_waiting(*, user, cycle):
    """The filings of all that waits for this person, in the queue's order: an index has them so, and a page
    of it is read without the 20,000 tables that wait in a city."""
    filings = Filing.objects.of_kind(GOAL).in_cycle(cycle).filter(waiting_for(user, path=""))
    return filings.order_by("submitted_at", "pk")


def totals(goals) -> dict:
    """How many goals, the sum of their known amounts in 元, how many lack one."""
    return goals.aggregate(
        count=Count("pk"), amount=Sum("project__amount"), missing=Count("pk", filter=Q(project__amount=None))
    )


def having_sheet(goals, rating: str):
    """Only goals whose submission is rated so overall; "any" for every 审核表, "none" for those without."""
    if rating == "none":
        return goals.filter(filing__submission__sheet=None)
    sheets = ReviewSheet.objects.all() if rating == "any" else ReviewSheet.objects.filter(overall=rating)
    return goals.filter(filing__submission__in=sheets.values("pk"))


def with_own_judgement(goals, user):
    """With what this person did last: a step (`own_action`, `own_at`), a sheet (`own_rating`, `rated_at`)."""
    steps = FilingTransition.objects.filter(filing=OuterRef("filing"), by=user, action__in=JUDGEMENTS)
    sheets = ReviewSheet.objects.filter(version__filing=OuterRef("filing"), filled_by=user)
    last, sheet = steps.order_by("-pk"), sheets.order_by("-filled_at")
    return goals.annotate(
        own_action=Subquery(last.values("action")[:1]), own_at=Subquery(last.values("at")[:1]),
        own_rating=Subquery(sheet.values("overall")[:1]), rated_at=Subquery(sheet.values("filled_at")[:1]),
    )  # fmt: skip


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


def neighbours(goals, goal: PerformanceGoal, *, key: str = "") -> dict:
    """The goal's place in a queue: keys of the one before and after, its number (None when it is not among
    them, or no longer), and how many there are. `key` is the order of a column (see in_order)."""
    if key:
        return _neighbours_in(list(in_order(goals, key=key).values_list("pk", flat=True)), goal)
    since = goal.filing.submitted_at
    if since is None:
        return {"previous": None, "next": None, "number": None, "total": goals.count()}
    here = {"waiting_since": since}
    before = Q(waiting_since__lt=since) | Q(**here, filing__lt=goal.filing_id)
    after = Q(waiting_since__gt=since) | Q(**here, filing__gt=goal.filing_id)
    counts = goals.aggregate(
        total=Count("pk"), before=Count("pk", filter=before), here=Count("pk", filter=Q(pk=goal.pk))
    )
    previous = goals.filter(before).order_by("-waiting_since", "-filing")
    following = in_order(goals.filter(after))
    return {
        "previous": previous.values_list("pk", flat=True).first(),
        "next": following.values_list("pk", flat=True).first(),
        "number": counts["before"] + 1 if counts["here"] else None,
        "total": counts["total"],
    }


def _neighbours_in(keys: list[int], goal: PerformanceGoal) -> dict:
    """The same from all keys in their order; what has left the queue has the first one after it."""
    place = keys.index(goal.pk) if goal.pk in keys else None
    following = keys[place + 1 : place + 2] if place is not None else keys[:1]
    return {
        "previous": keys[place - 1] if place else None,
        "next": following[0] if following else None,
        "number": place + 1 if place is not None else None,
        "total": len(keys),
    }


def requests_for(*, user, cycle):
    """调整申请 of a cycle's goal tables that wait for this person, the longest waiting first."""
    scope = user.department_scope("filing__department", *FINANCE)
    return RevisionRequest.objects.open().filter(scope, filing__cycle=cycle, filing__kind=GOAL)


def waiting_count(*, user, cycle) -> int:
    """How many tables wait for this person's judgement."""
    return sum(counted.count for counted in _waiting(user, cycle))


def _waiting(user, cycle) -> Iterator[Counted]:
    """The kept figures of what waits for this person, status by status."""
    for status in WORKFLOW.under_review:
        roles = WORKFLOW.reviewing_roles(status)
        if user.has_role(*roles):
            yield Counts(cycle, user, *roles).total("status", keys=[status])


def waiting_totals(*, user, cycle) -> dict:
    """`totals` of everything that waits for this person, from kept figures."""
    rows = list(_waiting(user, cycle))
    return {
        "count": sum(row.count for row in rows),
        "amount": sum(row.amount for row in rows),
        "missing": sum(row.second for row in rows),
    }
