"""Last year's projects of every unit at once, as a job: part of setting up a new cycle."""

from collections import Counter

from indicators.models import PerformanceGoal
from perfgoals.jobs.domain import start_job
from perfgoals.jobs.models import Job
from projects.models import BudgetCycle

from .copying import copy_goals

COPY_CYCLE_JOB = "copy_cycle"
AT_ONCE = 50


def start_copy_cycle(*, source: BudgetCycle, target: BudgetCycle, by) -> Job:
    """Queue copy_cycle."""
    title = f"复制{source}的项目到{target}"
    return start_job(
        kind=COPY_CYCLE_JOB, title=title, owner=by, params={"cycle": target.code, "source": source.code}
    )


def copy_cycle(*, source: BudgetCycle, target: BudgetCycle, by, progress=None) -> dict:
    """Copy the projects of all units, in short transactions; may be repeated after a stop.

    Those of a merged unit go to the one that it went into; those of a closed one are counted as left.

    Returns how many were copied, how many of their rows need a new 二级指标, and in words what was left.
    """
    keys = list(PerformanceGoal.objects.in_cycle(source).in_table_order().values_list("pk", flat=True))
    copied = unmatched = 0
    left: Counter[str] = Counter()
    for start in range(0, len(keys), AT_ONCE):
        goals = PerformanceGoal.objects.filter(pk__in=keys[start : start + AT_ONCE]).in_table_order()
        for copy in copy_goals(goals=goals.with_project().with_indicators(), cycle=target, by=by):
            copied += copy.goal is not None
            unmatched += copy.unmatched
            if copy.goal is None:
                left[copy.reason] += 1
        if progress:
            progress(min(start + AT_ONCE, len(keys)), len(keys))
    words = [f"{n} 个没有复制：{reason}" for reason, n in left.items()]
    words += [f"{unmatched} 行要由单位重新选二级指标"] if unmatched else []
    outcome = {"outcome": f"复制了 {copied} 个项目，{'；'.join(words)}"} if words else {}
    return {"copied": copied, "unmatched": unmatched} | outcome
