"""Checks of monitoring tables: pure functions on plain data."""

from .monitoring import CHECKS
from .registry import CheckList, TableCheck, TableFinding

__all__ = ["CHECKS", "CheckList", "TableCheck", "TableFinding"]
