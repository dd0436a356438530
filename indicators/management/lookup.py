"""Finding what a command line names, or one clear line of what there is instead."""

from django.core.management.base import CommandError

from projects.models import BudgetCycle, Department


def find_cycle(code: str) -> BudgetCycle:
    cycle = BudgetCycle.objects.filter(code=code).first()
    if cycle is None:
        known = "、".join(BudgetCycle.objects.values_list("code", flat=True)) or "（还没有任何批次）"
        raise CommandError(f"没有批次“{code}”。现有批次：{known}。")
    return cycle


def find_unit(code: str) -> Department:
    unit = Department.objects.filter(code=code).first()
    if unit is None:
        raise CommandError(f"没有编码为“{code}”的单位。请检查 --unit，例如 --unit 130001。")
    return unit
