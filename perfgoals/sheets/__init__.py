"""Reads tables that people send: xlsx and csv, every value as displayed, within firm limits."""

from .cells import Area, Cell, Mark, MergedAreas, Problem, Row, Sheet
from .errors import UnreadableFile
from .limits import LIMITS, Limits
from .workbook import Workbook, open_workbook

__all__ = [
    "LIMITS",
    "Area",
    "Cell",
    "Limits",
    "Mark",
    "MergedAreas",
    "Problem",
    "Row",
    "Sheet",
    "UnreadableFile",
    "Workbook",
    "open_workbook",
]
