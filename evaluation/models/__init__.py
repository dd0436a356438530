from .evaluation import Evaluation, EvaluationIndicator, EvaluationMoney
from .rules import EvaluationRules

__all__ = ["Evaluation", "EvaluationIndicator", "EvaluationMoney", "EvaluationRules"]
