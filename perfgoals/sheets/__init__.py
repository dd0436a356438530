"""Reads tables that people send: xlsx, csv and PDF, every value as displayed, within firm limits."""

from .cells import Area, Cell, Mark, MergedAreas, Problem, Row, Sheet, on_page
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
    "on_page",
    "open_workbook",
]
