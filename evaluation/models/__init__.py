from .evaluation import Evaluation, EvaluationIndicator, EvaluationMoney
from .rules import EvaluationRules
from .spot_check import SpotCheck, SpotCheckRow

__all__ = [
    "Evaluation",
    "EvaluationIndicator",
    "EvaluationMoney",
    "EvaluationRules",
    "SpotCheck",
    "SpotCheckRow",
]
