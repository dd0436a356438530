"""Automatic checks of goal tables: pure functions on plain data, usable from form, command and import."""

# The modules register their checks; this order is the order shown to users.
from . import (  # noqa: F401, I001
    completeness, measurable, tiers, amounts, magnitudes, both_values, meaning, official, weights, between,
)  # fmt: skip
from .grouping import FindingGroup, grouped
from .registry import (
    CHECKS,
    Check,
    CheckRule,
    CheckSettings,
    Finding,
)
from .running import outcomes, run_cycle_checks, run_project_checks
from .subject import CheckedIndicator, CheckedProject

__all__ = [
    "CHECKS",
    "Check",
    "CheckRule",
    "CheckSettings",
    "CheckedIndicator",
    "CheckedProject",
    "Finding",
    "FindingGroup",
    "grouped",
    "outcomes",
    "run_cycle_checks",
    "run_project_checks",
]
