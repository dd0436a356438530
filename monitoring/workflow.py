"""The workflow of the tables that measure, 监控表 and 自评表: that of the goal, without the 审核表."""

from filings.workflow import Need
from indicators.workflow import WORKFLOW as OF_GOALS

WORKFLOW = OF_GOALS.without(Need.PASSING_SHEET)
