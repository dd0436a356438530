"""What waits for the person who asks, counted once a request: the bell and 待办 show the same numbers."""

from filings.domain.queue import waiting_counts
from filings.faces import all_faces
from filings.workflow import FINANCE
from indicators.domain.review.queue import waiting_count
from indicators.models.goal import GOAL
from notices.domain import unread
from perfgoals.accounts.enums import Role
from projects.context import all_cycles, default_cycle
from projects.enums import CycleState
from projects.models import BudgetCycle


def shown_cycles(request) -> list[BudgetCycle]:
    """Every open cycle, and the one that the person looks at."""
    current = getattr(request, "cycle", None) or default_cycle(request)
    return [cycle for cycle in all_cycles(request) if cycle == current or cycle.state == CycleState.OPEN]


def waiting_tables(request) -> dict[int, dict[str, dict[str, int]]]:
    """Key of each shown cycle → kind → `to_judge`, `returned`, `revised`; see waiting_counts."""
    if not hasattr(request, "waiting_tables"):
        request.waiting_tables = _count_tables(request.user, shown_cycles(request))
    return request.waiting_tables


def _count_tables(user, cycles: list[BudgetCycle]):
    """An index answers for some units; for all of them, goal tables are counted from kept figures."""
    others = [face.key for face in all_faces()]
    if not user.sees_all_units(*FINANCE):
        return waiting_counts(user=user, cycles=cycles, kinds=[GOAL, *others])
    found = waiting_counts(user=user, cycles=cycles, kinds=others)
    goals = waiting_counts(user=user, cycles=cycles, kinds=[GOAL], roles=set(Role) - set(FINANCE))
    for cycle in cycles:
        kept = goals[cycle.pk][GOAL]
        kept["to_judge"] = waiting_count(user=user, cycle=cycle)
        found[cycle.pk][GOAL] = kept
    return found


def unread_messages(request) -> int:
    if not hasattr(request, "unread_messages"):
        request.unread_messages = unread.unread_messages(request.user)
    return request.unread_messages


def unread_notices(request) -> int:
    if not hasattr(request, "unread_notices"):
        request.unread_notices = unread.unread_notices(request.user)
    return request.unread_notices
