"""绩效目标表 as a kind of table that is handed in."""

from filings.kinds import Kind
from filings.models import Filing
from indicators.enums import TallyStage
from indicators.fields import REMARKED
from indicators.models import PerformanceGoal
from indicators.models.goal import GOAL
from indicators.workflow import WORKFLOW

from .checking.findings import find_in_goal
from .checking.keeping import keep_findings
from .checking.trend import tally
from .review.deadlines import route_of_goals
from .review.obstacles import found_before_submission, in_words, own_findings
from .review.versions import SCHEMA, snapshot


def _load(filing: Filing) -> PerformanceGoal:
    return _load_many([filing])[filing.pk]


def _load_many(filings: list[Filing]) -> dict[int, PerformanceGoal]:
    goals = PerformanceGoal.objects.with_project().with_indicators()
    goals = goals.select_related("project__cycle__rules__scheme").filter(filing__in=filings)
    found = {goal.filing_id: goal for goal in goals}
    for filing in filings:
        found[filing.pk].filing = filing
    return found


def _keep_findings(goal: PerformanceGoal, findings) -> None:
    own = own_findings(findings)
    keep_findings(goal=goal, own=own)  # for the queue: the cycle's last check may be older
    tally(goal=goal, stage=TallyStage.SUBMITTED, own=own)


def _count_what_is_left(goal: PerformanceGoal) -> None:
    tally(goal=goal, stage=TallyStage.APPROVED, own=find_in_goal(goal))


GOAL_KIND = Kind(
    key=GOAL,
    label="绩效目标表",
    noun="项目",
    accessor="goal",
    object_type="performancegoal",
    workflow=WORKFLOW,
    schema=SCHEMA,
    load=_load,
    load_many=_load_many,
    snapshot=snapshot,
    findings=found_before_submission,
    in_words=in_words,
    route=lambda filing: route_of_goals(filing.cycle),
    place_label=lambda place: REMARKED[place].label,
    on_submit=_keep_findings,
    on_approve=_count_what_is_left,
    joins=("cycle__rules",),
    row_places=tuple(key for key, field in REMARKED.items() if field.of_row),
    page="goal",
    page_key=lambda filing: filing.goal.pk,
)
