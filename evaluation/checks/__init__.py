"""Checks of self-evaluations: pure functions on plain data."""

from . import points, texts  # noqa: F401  register their checks, in this order
from .registry import CHECKS

__all__ = ["CHECKS"]
