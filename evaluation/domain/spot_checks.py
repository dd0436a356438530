"""抽评: drawing tables, and recording what finance found in one; both in the audit."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from filings.enums import FilingStatus
from filings.models import Filing
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from projects.models import BudgetCycle

from .. import rules
from ..models import Evaluation, SpotCheck, SpotCheckRow
from ..scoring import Scored, score
from ..subject import EvaluatedProject
from .subjects import evaluated_projects

NOTHING_LEFT = "没有可以抽取的自评表：送到财政以后才能抽评，已抽取的不再抽。"
OPEN_TO_IT = (FilingStatus.ENDORSED, FilingStatus.APPROVED)


class SpotCheckRefused(Exception):
    """It can't be drawn or recorded; the text says why and what to do."""


@dataclass(frozen=True)
class Given:
    """What finance gives one row: points (None: the unit's own) and what it says of them."""

    score: Decimal | None
    opinion: str = ""


def draw(*, cycle: BudgetCycle, by, percent: int, seed: int | None = None) -> list[SpotCheck]:
    """Draw `percent` of the cycle's tables that have come to finance and are not drawn yet, at least one.

    By lot, so that nobody chooses; the seed stands in the audit. Raises SpotCheckRefused where none is left.
    """
    seed = random.SystemRandom().randrange(10**9) if seed is None else seed
    with transaction.atomic():
        BudgetCycle.objects.select_for_update().get(pk=cycle.pk)  # two draws at once would overlap
        found = Evaluation.objects.in_cycle(cycle).visible_to(by).filter(filing__status__in=OPEN_TO_IT)
        keys = list(found.filter(spot_check__isnull=True).order_by("pk").values_list("pk", flat=True))
        if not keys:
            raise SpotCheckRefused(NOTHING_LEFT)
        number = min(len(keys), math.ceil(len(keys) * percent / 100))
        chosen = sorted(random.Random(seed).sample(keys, number))
        drawn = SpotCheck.objects.bulk_create(SpotCheck(evaluation_id=key, drawn_by=by) for key in chosen)
        after = {"抽取比例": f"{percent}%", "可抽": len(keys), "抽中": chosen, "随机数种子": seed}
        record(Verb.CREATE, by=by, name=f"{cycle} 抽评", after=after, note="抽取自评表")
    return drawn


def record_check(
    *,
    evaluation: Evaluation,
    by,
    given: Sequence[Given],
    execution: Decimal | None,
    opinion: str,
    revision: int,
) -> SpotCheck:
    """Record points and opinions for the rows in their order; `revision` is that of the page (0: none yet).

    A table that was not drawn may be looked at as well. Raises SpotCheckRefused and has then changed nothing.
    """
    with transaction.atomic():
        filing = Filing.objects.with_step_facts().locked([evaluation.filing_id]).get()
        if not rules.may_spot_check(by, filing):
            raise SpotCheckRefused(f"自评表现在是“{filing.get_status_display()}”，或不由您审核，不能抽评。")
        evaluation = Evaluation.objects.with_all().get(pk=evaluation.pk)
        evaluation.filing = filing
        found = SpotCheck.objects.filter(evaluation=evaluation).select_related("checked_by").first()
        if (found.revision if found else 0) != revision:
            who = found.checked_by or "他人"
            raise SpotCheckRefused(f"{who}刚刚保存过抽评，您的没有保存。请核对后再保存。")
        (subject,) = evaluated_projects([evaluation])
        if len(given) != len(subject.rows):
            raise SpotCheckRefused("自评表的指标有变化，请重新打开后再抽评。")
        scored = with_given(subject, given, execution)
        check = found or SpotCheck(evaluation=evaluation, drawn_by=by)
        check.version, check.execution_score, check.total = filing.submission, execution, scored.total
        check.opinion, check.checked_by, check.checked_at = opinion, by, timezone.now()
        check.revision = revision + 1
        check.save()
        check.rows.all().delete()
        SpotCheckRow.objects.bulk_create(_rows(check, subject, given))
        after = {"自评总分": str(subject.total_points), "抽评总分": str(scored.total)}
        record(Verb.RATE, by=by, obj=evaluation, after=after, note=f"抽评：{opinion}")
    return check


def with_given(subject: EvaluatedProject, given: Sequence[Given], execution: Decimal | None) -> Scored:
    """The points of the table with those that finance gives in place of the unit's own."""
    rows = [
        replace(row.scoring_row, stated=row.score if one.score is None else one.score)
        for row, one in zip(subject.rows, given, strict=True)
    ]
    stated = subject.stated_execution if execution is None else execution
    total = subject.total
    return score(
        rows, budget=total.budget, executed=total.executed, stated_execution=stated, rules=subject.rules
    )


def _rows(check: SpotCheck, subject: EvaluatedProject, given: Sequence[Given]):
    triples = zip(subject.rows, subject.scored.indicators, given, strict=True)
    for position, (row, points, one) in enumerate(triples, start=1):
        yield SpotCheckRow(
            spot_check=check, position=position, name=row.name, unit_score=points.score, score=one.score,
            opinion=one.opinion,
        )  # fmt: skip
