"""What a cycle needs before anybody can fill in a table: its 指标体系."""

from ..models import CycleRules

NO_RULES = "本批次还没有选定指标体系，不能填报或导入。请系统管理员先在代码表与批次中设定。"


def has_rules(cycle) -> bool:
    """Whether 系统管理员 has chosen the cycle's scheme; cycle and rules are made on two pages."""
    try:
        return cycle.rules is not None
    except CycleRules.DoesNotExist:
        return False
