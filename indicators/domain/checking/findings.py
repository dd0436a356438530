"""The checks on stored goals: reading them, running, keeping the result, answering."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Sum
from django.utils import timezone

from indicators.checks import (
    CHECKS,
    CheckedIndicator,
    CheckedProject,
    CheckRule,
    CheckSettings,
    Finding,
    run_cycle_checks,
    run_project_checks,
)
from indicators.enums import CheckLevel, CheckOutcome
from indicators.models import CheckAnswer, CheckRun, CheckSetting, GoalFinding, PerformanceGoal
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.jobs.domain import start_job
from perfgoals.jobs.models import Job
from projects.models import BudgetCycle

from .counts import keep_counts, settings_mark

CHECK_JOB = "check_cycle"
# Checked while the page is opened; larger cycles are checked by a job.
CHECKED_AT_ONCE = 300
LEVEL_ORDER = [CheckLevel.BLOCKING, CheckLevel.ADVICE]


def checked_project(goal: PerformanceGoal) -> CheckedProject:
    """A stored goal as plain data; needs `with_project()` and `with_indicators()` to cost no query."""
    project, fund, subject = goal.project, goal.project.fund_source, goal.project.functional_subject
    return CheckedProject(
        key=goal.pk,
        unit_code=project.department.code,
        unit_name=project.department.name,
        name=project.name,
        fund_code=fund.code if fund else "",
        fund_name=fund.name if fund else "",
        subject_code=subject.code if subject else "",
        subject_name=subject.name if subject else "",
        amount=project.amount,
        amount_note=project.amount_note,
        justification=project.justification,
        overall_objective=goal.overall_objective,
        annual_objective=goal.annual_objective,
        fiscal_year=project.cycle.fiscal_year,
        indicators=tuple(
            CheckedIndicator(
                key=row.pk,
                tier1=row.category.parent.name,
                tier2=row.category.name,
                name=row.name,
                period_target=row.period_target,
                annual_target=row.annual_target,
                note=row.note,
                not_applicable=row.not_applicable,
            )
            for row in goal.indicators.all()
        ),
    )


def settings_of(cycle: BudgetCycle, *, categories: Iterable | None = None) -> CheckSettings:
    """The cycle's levels and thresholds, and the 二级 indicators its scheme requires. Two queries; one with
    the `categories` of the scheme at hand."""
    rules = {
        setting.check_id: CheckRule(CheckLevel(setting.level), setting.enabled, setting.threshold)
        for setting in CheckSetting.objects.filter(cycle=cycle)
    }
    if categories is None:
        required = _required_categories(cycle)
    else:
        required = frozenset(category.name for category in categories if category.required)
    return CheckSettings(rules=rules, required_categories=required)


def _required_categories(cycle: BudgetCycle) -> frozenset[str] | None:
    rules = getattr(cycle, "rules", None)
    if rules is None:
        return None
    required = rules.scheme.categories.filter(parent__isnull=False, required=True)
    return frozenset(required.values_list("name", flat=True))


def find_in_goal(goal: PerformanceGoal, settings: CheckSettings | None = None) -> list[Finding]:
    """What the checks of single projects say now about one goal, the heaviest first."""
    return by_weight(run_project_checks(checked_project(goal), settings or settings_of(goal.project.cycle)))


def all_findings_of(goal: PerformanceGoal, settings: CheckSettings | None = None) -> list[Finding]:
    """The goal's own findings as it stands now, and those between projects kept from the last run.

    Load the goal `with_project()` and `with_indicators()`.
    """
    kept = GoalFinding.objects.filter(goal=goal, check_id__in=checks_between_projects())
    return by_weight([*find_in_goal(goal, settings), *(_as_finding(row) for row in kept)])


def checks_between_projects() -> list[str]:
    """Ids of the checks that compare projects; their findings are as old as the last run."""
    return [check.id for check in CHECKS.values() if check.spans_projects]


def _as_finding(row: GoalFinding) -> Finding:
    return Finding(
        check_id=row.check_id,
        level=CheckLevel(row.level),
        outcome=CheckOutcome(row.outcome),
        project=row.goal_id,
        field=row.field,
        indicator=row.indicator_id,
        message=row.message,
        proposal=row.proposal,
        related=tuple(row.related),
    )


def find_in_cycle(
    goals: Iterable[PerformanceGoal], settings: CheckSettings, *, compared: set | None = None
) -> Iterator[Finding]:
    """Every finding of the goals, project by project; those between projects follow each project's own.

    With `compared`, goals outside this set of keys take part in comparisons only.
    """
    projects = [checked_project(goal) for goal in goals]
    between: dict[object, list[Finding]] = {}
    for finding in run_cycle_checks(projects, settings):
        between.setdefault(finding.project, []).append(finding)
    for project in projects:
        if compared is None or project.key in compared:
            yield from by_weight([*run_project_checks(project, settings), *between.get(project.key, [])])


def by_weight(findings: Iterable[Finding]) -> list[Finding]:
    """强制 before 提示, findings before 无法判断; otherwise in the order of the checks."""
    return sorted(findings, key=lambda f: (f.outcome != CheckOutcome.FINDING, LEVEL_ORDER.index(f.level)))


def fingerprint(finding: Finding) -> str:
    """Recognises a finding again: same check, same field, same words."""
    text = f"{finding.check_id}\n{finding.field}\n{finding.message}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


# --- keeping the result of a whole cycle ----------------------------------------------------------


def is_fresh(cycle: BudgetCycle) -> bool:
    """Whether the kept findings belong to the cycle's tables as they are now."""
    run = CheckRun.objects.filter(cycle=cycle).first()
    return run is not None and run.state == _state_of(cycle)


def refresh_findings(*, cycle: BudgetCycle, progress=None) -> int:
    """Check every goal of the cycle anew and keep what was found; returns the number of findings.

    The state is read before the goals: what changes while checking makes the result stale, never wrong. Of
    two checks at once the second to finish replaces the findings of the first.
    """
    state = _state_of(cycle)
    settings = settings_of(cycle)
    goals = list(PerformanceGoal.objects.in_cycle(cycle).with_project().with_indicators().in_table_order())
    if progress:
        progress(0, len(goals))
    found = list(find_in_cycle(goals, settings))
    rows = [_row(finding) for finding in found]
    blocking = Counter(f.project for f in found if f.blocks and not f.check.spans_projects)
    with transaction.atomic():
        _lock_run(cycle)
        GoalFinding.objects.in_cycle(cycle).delete()
        GoalFinding.objects.bulk_create(rows, batch_size=1000)
        keep_counts([(g, blocking[g.pk]) for g in goals], mark=settings_mark(cycle, settings))
        CheckRun.objects.filter(cycle=cycle).update(state=state, ran_at=timezone.now())
    if progress:
        progress(len(goals), len(goals))
    return len(rows)


def _lock_run(cycle: BudgetCycle) -> None:
    CheckRun.objects.get_or_create(cycle=cycle, defaults={"state": "", "ran_at": timezone.now()})
    CheckRun.objects.select_for_update().get(cycle=cycle)


def keep_findings(*, goal: PerformanceGoal) -> None:
    """Put the goal's own findings of now in place of the kept ones; those between projects stay.

    Load the goal `with_project()` and `with_indicators()`.
    """
    with transaction.atomic():
        GoalFinding.objects.filter(goal=goal).exclude(check_id__in=checks_between_projects()).delete()
        GoalFinding.objects.bulk_create([_row(finding) for finding in find_in_goal(goal)])


def start_check(*, by, cycle: BudgetCycle) -> Job:
    """Queue a check of the whole cycle."""
    return start_job(kind=CHECK_JOB, title=f"检查：{cycle.title}", owner=by, params={"cycle": cycle.code})


def refresh_if_small(cycle: BudgetCycle) -> bool:
    """Bring a small cycle's findings up to date while its page opens; True when they are fresh now."""
    if is_fresh(cycle):
        return True
    if PerformanceGoal.objects.in_cycle(cycle).count() > CHECKED_AT_ONCE:
        return False
    refresh_findings(cycle=cycle)
    return True


def _row(finding: Finding) -> GoalFinding:
    return GoalFinding(
        goal_id=finding.project,
        check_id=finding.check_id,
        level=finding.level,
        outcome=finding.outcome,
        field=finding.field,
        indicator_id=finding.indicator,
        message=finding.message,
        proposal=finding.proposal,
        related=list(finding.related),
        fingerprint=fingerprint(finding),
    )


def _state_of(cycle: BudgetCycle) -> str:
    """A digest that changes with every save of a goal and every change of settings, scheme or year."""
    goals = PerformanceGoal.objects.in_cycle(cycle).aggregate(
        count=Count("pk"), revisions=Sum("filing__revision"), last=Max("filing__updated_at")
    )
    settings = list(
        CheckSetting.objects.filter(cycle=cycle)
        .order_by("check_id")
        .values_list("check_id", "enabled", "level", "threshold")
    )
    required = sorted(_required_categories(cycle) or ())
    state = [goals, settings, required, cycle.fiscal_year, sorted(CHECKS)]
    return hashlib.sha256(json.dumps(state, default=str).encode()).hexdigest()


def listed_findings(user, cycle: BudgetCycle):
    """The kept findings that this person may see, each with `answered`."""
    answers = CheckAnswer.objects.filter(goal=OuterRef("goal"), fingerprint=OuterRef("fingerprint"))
    return GoalFinding.objects.visible_to(user).in_cycle(cycle).order_by().annotate(answered=Exists(answers))


def with_places(findings):
    """Sorted as the table is, with everything that a line of a list shows."""
    return findings.select_related("goal__project__department", "indicator__category").order_by(
        "goal__project__department__code", "goal__project__position", "goal_id", "pk"
    )


# --- settings and answers -------------------------------------------------------------------------


@dataclass(frozen=True)
class ChosenRule:
    """What the finance side chose for one check."""

    check_id: str
    enabled: bool
    level: CheckLevel
    threshold: object = None


def change_settings(*, cycle: BudgetCycle, rules: Iterable[ChosenRule], by=None) -> None:
    """Keep the rules that differ from the checks' defaults; those equal to them are forgotten."""
    rules = list(rules)
    with transaction.atomic():
        CheckSetting.objects.filter(cycle=cycle).delete()
        CheckSetting.objects.bulk_create(
            CheckSetting(
                cycle=cycle,
                check_id=rule.check_id,
                enabled=rule.enabled,
                level=rule.level,
                threshold=rule.threshold,
            )
            for rule in rules
            if _deviates(rule)
        )
        after = {CHECKS[rule.check_id].title: _words(rule) for rule in rules if _deviates(rule)}
        record(Verb.CHANGE, by=by, obj=cycle, name=f"检查设置：{cycle}", after=after)


def _words(rule: ChosenRule) -> str:
    if not rule.enabled:
        return "停用"
    return CheckLevel(rule.level).label + (f"，界限 {rule.threshold}" if rule.threshold is not None else "")


def _deviates(rule: ChosenRule) -> bool:
    check = CHECKS[rule.check_id]
    return (rule.enabled, rule.level, rule.threshold) != (True, check.level, check.threshold)


def answer_finding(*, goal: PerformanceGoal, finding: Finding, reason: str, by) -> CheckAnswer:
    """Write down why the unit keeps what a 提示 found; 强制 must be mended instead (ValidationError)."""
    if finding.blocks:
        raise ValidationError("强制检查不能用理由代替，请改正后再送审。")
    answer = CheckAnswer(
        goal=goal,
        fingerprint=fingerprint(finding),
        check_id=finding.check_id,
        reason=reason.strip(),
        answered_by=by,
    )
    answer.clean_fields()
    with transaction.atomic():
        PerformanceGoal.objects.select_for_update().get(pk=goal.pk)
        answer, _ = CheckAnswer.objects.update_or_create(
            goal=goal,
            fingerprint=answer.fingerprint,
            defaults={"check_id": answer.check_id, "reason": answer.reason, "answered_by": by},
        )
        record(Verb.CHANGE, by=by, obj=goal, after={"说明理由": answer.reason}, note=finding.message)
    return answer


def answers_of(goal: PerformanceGoal) -> dict[str, CheckAnswer]:
    """Fingerprint → answer."""
    return {answer.fingerprint: answer for answer in goal.check_answers.select_related("answered_by")}
