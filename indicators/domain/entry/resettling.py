"""Texts that could not be stored find their place once the code list or the scheme has it."""

from filings.enums import FilingStatus
from filings.locking import TableLocked
from indicators.models import PerformanceGoal
from perfgoals.jobs.domain import start_job
from perfgoals.jobs.models import Job
from projects.domain.code_lists import follow_code_lists
from projects.enums import CycleState
from projects.models import BudgetCycle

from .entries import References, entry_of, normalised
from .saving import StaleGoal, save_goal
from .settling import settle

RESETTLE_JOB = "resettle_goals"


@follow_code_lists
def start_resettling(*, by) -> Job | None:
    """Queue resettle_open_cycles, if any draft waits for a code or category."""
    waiting = PerformanceGoal.objects.filter(filing__status__in=FilingStatus.editable()).exclude(
        unfinished={}
    )
    if not waiting.exists():
        return None
    return start_job(kind=RESETTLE_JOB, title="按新的代码表整理未完成的内容", owner=by, params={})


def resettle_goals(*, cycle: BudgetCycle, by=None, progress=None) -> int:
    """Try every unfinished draft of the cycle again; returns how many goals changed.

    The audit names `by`, whose change of the code lists it was (None: the system); who last filled in a table
    stays noted there. A goal that somebody saves meanwhile is left to that save, which tries the same.
    """
    goals = PerformanceGoal.objects.in_cycle(cycle).with_project().with_indicators()
    waiting = [goal for goal in goals.exclude(unfinished={}) if goal.is_editable]
    changed = 0
    for n, goal in enumerate(waiting, start=1):
        references = References(goal)
        settled = settle(normalised(entry_of(goal), references), goal=goal, references=references)
        try:
            saved = save_goal(
                goal=goal,
                by=by,
                revision=goal.revision,
                facts=settled.facts,
                rows=settled.rows,
                keep_editor=True,
            )
        except (StaleGoal, TableLocked):
            continue
        changed += saved.changed
        if progress:
            progress(n, len(waiting))
    return changed


def resettle_open_cycles(*, by=None, progress=None) -> int:
    """The same for every cycle that is not over: copies are made before it opens."""
    cycles = BudgetCycle.objects.filter(rules__isnull=False).exclude(state=CycleState.CLOSED)
    return sum(resettle_goals(cycle=cycle, by=by, progress=progress) for cycle in cycles)
