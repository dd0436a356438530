"""Finding what a command line names, or one clear line of what there is instead."""

from pathlib import Path

from django.core.management.base import CommandError

from perfgoals.common.table_kinds import KINDS, TableKind, recognised
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


def find_kind(code: str | None, path: Path | None = None) -> TableKind | None:
    """The kind of table that --kind names, or that a file is recognised as; None for the goal table."""
    if code in (None, ""):
        return recognised(path) if path is not None else None
    if code == "goal":
        return None
    if code not in KINDS:
        raise CommandError(f"不认识的 --kind “{code}”。可用的有：{'、'.join(['goal', *sorted(KINDS)])}。")
    return KINDS[code]
