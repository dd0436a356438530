"""What a bureau learns of its checks: examples from its tables, findings that units call mistaken."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from indicators.checks import CHECKS, Check
from indicators.enums import AnswerVerdict, CheckOutcome
from indicators.models import CheckAnswer, GoalFinding
from projects.models import BudgetCycle

EXAMPLES = 3
# Fewer answers say little about a check.
ENOUGH_ANSWERS = 5


@dataclass
class Experience:
    """What there is to know of one check before its setting is changed."""

    check: Check
    examples: list[GoalFinding] = field(default_factory=list)
    mistaken: dict[int, int] = field(default_factory=dict)
    """Fiscal year → findings that units call mistaken, the newest year first."""
    answered: int = 0
    """Answers of every sort in all these years."""
    units: Counter = field(default_factory=Counter)
    reasons: list[str] = field(default_factory=list)
    """The newest reasons why the check should be mistaken."""

    @property
    def total(self) -> int:
        return sum(self.mistaken.values())

    @property
    def advice(self) -> str:
        """What to switch or narrow; "" where the answers say too little. It decides nothing by itself."""
        if self.total < ENOUGH_ANSWERS or self.total * 2 < self.answered:
            return ""
        unit, count = self.units.most_common(1)[0]
        if count * 10 >= self.total * 6 and len(self.units) > 1:
            return f"其中 {count} 处出自“{unit}”，先与该单位核对填法，不必为此停用。"
        if self.check.threshold is not None:
            return f"可先放宽“{self.check.threshold_label}”再看；仍不准的，停用这项检查。"
        return "多数答复认为判断不对，可以停用这项检查；仍想保留的，级别设为“提示”。"


def experience_of(cycle: BudgetCycle) -> dict[str, Experience]:
    """Check id → its experience, over all years up to the cycle's; five queries."""
    known = {id: Experience(check) for id, check in CHECKS.items()}
    for finding in _examples(cycle):
        known[finding.check_id].examples.append(finding)
    answers = CheckAnswer.objects.filter(
        check_id__in=known, goal__project__cycle__fiscal_year__lte=cycle.fiscal_year
    ).order_by()
    for check_id, count in answers.values_list("check_id").annotate(Count("pk")):
        known[check_id].answered = count
    mistaken = answers.filter(verdict=AnswerVerdict.MISTAKEN)
    for check_id, year, count in _by_year(mistaken):
        known[check_id].mistaken[year] = count
    for check_id, unit, count in mistaken.values_list("check_id", "goal__project__department__name").annotate(
        Count("pk")
    ):
        known[check_id].units[unit] = count
    for check_id, reasons in _newest_reasons(mistaken).items():
        known[check_id].reasons = reasons
    return known


def _examples(cycle: BudgetCycle):
    """The first findings of every check in the cycle, of different projects where there are some."""
    leading = (
        GoalFinding.objects.in_cycle(cycle)
        .leading()
        .filter(check_id__in=CHECKS, outcome=CheckOutcome.FINDING)
    )
    numbered = leading.annotate(number=Window(RowNumber(), partition_by=F("check_id"), order_by="pk"))
    return numbered.filter(number__lte=EXAMPLES).select_related("goal__project").order_by("pk")


def _by_year(mistaken):
    year = "goal__project__cycle__fiscal_year"
    return mistaken.values_list("check_id", year).annotate(Count("pk")).order_by(f"-{year}")


def _newest_reasons(mistaken) -> dict[str, list[str]]:
    numbered = mistaken.annotate(
        number=Window(RowNumber(), partition_by=F("check_id"), order_by=F("answered_at").desc())
    )
    reasons = defaultdict(list)
    for check_id, reason in numbered.filter(Q(number__lte=EXAMPLES)).values_list("check_id", "reason"):
        reasons[check_id].append(reason)
    return reasons
