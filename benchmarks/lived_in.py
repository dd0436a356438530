"""What some months leave in a made-up site: findings, submissions with their versions, what steps counted.

`make_site` makes the tables alone; pages that count versions, waiting and findings read next to nothing then.
"""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.core.management import call_command
from django.db.models import Count

from filings.enums import Action, FilingStatus
from filings.models import Filing, FilingVersion
from indicators.domain.checking.keeping import is_fresh, refresh_findings
from indicators.enums import CheckOutcome, TallyStage
from indicators.models import CheckTally, GoalFinding
from indicators.models.goal import GOAL
from perfgoals.accounts.models import User
from projects.models import BudgetCycle

BATCH = 2000
FIRST_MOMENT = datetime(2023, 10, 8, 1, tzinfo=UTC)
# Content of a frozen version: 3.4 KB in truth. No list reads it.
CONTENT = "{}"


def live_in(cycle: BudgetCycle) -> None:
    """Everybody has logged in, every table is checked, what is not with its unit is submitted, its versions
    frozen, all is counted; what is done stays.
    """
    User.objects.filter(last_login=None).update(last_login=FIRST_MOMENT, must_change_password=False)
    if not is_fresh(cycle):
        refresh_findings(cycle=cycle)
    handed = Filing.objects.in_cycle(cycle).of_kind(GOAL).exclude(status__in=FilingStatus.editable())
    for filings in _batches(handed.filter(submission=None).order_by("pk")):
        _submit(filings)
        _tally([filing.pk for filing in filings])
    call_command("recount", verbosity=0)


def _batches(rows) -> Iterator[list]:
    """All rows, some at a time: what is worked off leaves the query."""
    while part := list(rows[:BATCH]):
        yield part


def _submit(filings: list[Filing]) -> None:
    by = User.objects.get(username="preparer")
    moments = (FIRST_MOMENT + timedelta(seconds=filing.pk * 37 % 5_000_000) for filing in filings)
    versions = FilingVersion.objects.bulk_create(
        _version(filing, Action.SUBMIT, 1, moment, by)
        for filing, moment in zip(filings, moments, strict=True)
    )
    approved = [filing for filing in filings if filing.status == FilingStatus.APPROVED]
    FilingVersion.objects.bulk_create(
        _version(filing, Action.APPROVE, 2, FIRST_MOMENT + timedelta(days=90), by) for filing in approved
    )
    for filing, version in zip(filings, versions, strict=True):
        filing.submission, filing.submitted_at = version, version.frozen_at
    Filing.objects.bulk_update(filings, ["submission", "submitted_at"], batch_size=200)


def _version(filing: Filing, action: Action, serial: int, moment: datetime, by: User) -> FilingVersion:
    return FilingVersion(
        filing=filing, serial=serial, version_number=1, action=action, schema=1, content=CONTENT,
        sha256=sha256(CONTENT.encode()).hexdigest(), frozen_at=moment, frozen_by=by,
    )  # fmt: skip


def _tally(filings: list[int]) -> None:
    """Places found at submission, and of every second check at approval."""
    found = GoalFinding.objects.filter(goal__filing__in=filings, outcome=CheckOutcome.FINDING).order_by()
    rows = found.values_list("goal", "goal__filing__status", "check_id").annotate(count=Count("pk"))
    halves = itertools.cycle((True, False))
    tallies = []
    for goal, status, check, count in rows:
        tallies.append(CheckTally(goal_id=goal, stage=TallyStage.SUBMITTED, check_id=check, count=count))
        if status == FilingStatus.APPROVED and next(halves):
            tallies.append(CheckTally(goal_id=goal, stage=TallyStage.APPROVED, check_id=check, count=count))
    CheckTally.objects.bulk_create(tallies, batch_size=2000)
