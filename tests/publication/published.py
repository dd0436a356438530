"""Goals approved and frozen, as a bundle takes them."""

from filings.domain.versions import freeze
from filings.enums import Action
from tests.factories import IndicatorFactory, PerformanceGoalFactory, UserFactory

ROWS = [
    ("数量指标", "维护次数", "≥12次"),
    ("质量指标", "验收合格率", "≥98%"),
    ("经济效益", "节约费用", "≥2万元"),
]


def approved_goal(unit, cycle, *, by=None, rows=ROWS, **fields):
    """A goal with a frozen approved version; `rows` are (二级, name, target)."""
    defaults = {
        "overall_objective": "三年内完成网络升级改造，保障网络安全运行。",
        "annual_objective": "全年维护网络12次，故障及时排除。",
    }
    goal = PerformanceGoalFactory(
        project__department=unit, project__cycle=cycle, approved=True, **(defaults | fields)
    )
    for position, (tier2, name, target) in enumerate(rows, start=1):
        IndicatorFactory(
            goal=goal, position=position, tier2=tier2, name=name, period_target=target, annual_target=target
        )
    refreeze(goal, by=by)
    return goal


def refreeze(goal, *, by=None):
    """Approve the goal as it stands now once more."""
    fresh = type(goal).objects.with_project().with_indicators().get(pk=goal.pk)
    return freeze(table=fresh, action=Action.APPROVE, by=by or UserFactory(username="approver"))
