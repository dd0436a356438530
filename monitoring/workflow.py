"""The workflow of the tables that measure, 监控表 and 自评表: that of the goal, without the 审核表."""

from dataclasses import replace

from filings.workflow import Need, Workflow
from indicators.workflow import WORKFLOW as OF_GOALS

WORKFLOW = Workflow(
    tuple(
        replace(row, needs=tuple(need for need in row.needs if need != Need.PASSING_SHEET))
        for row in OF_GOALS.transitions
    )
)
