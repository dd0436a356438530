from .measured import MeasuredIndicator, MeasuredTable, MoneyRow
from .report import MonitoringIndicator, MonitoringMoney, MonitoringReport
from .round import MonitoringRound, MonitoringRules

__all__ = [
    "MeasuredIndicator",
    "MeasuredTable",
    "MoneyRow",
    "MonitoringIndicator",
    "MonitoringMoney",
    "MonitoringReport",
    "MonitoringRound",
    "MonitoringRules",
]
