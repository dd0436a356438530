"""公开前检查: what must not be read online, found in the data and in the finished file; no database here."""

from . import personal, printed, tables, texts  # noqa: F401  they register their checks
from .registry import CHECKS, PublicationFinding, check_unit
from .subject import Passage, PublishedProject, PublishedUnit, TypoRule

__all__ = [
    "CHECKS",
    "Passage",
    "PublicationFinding",
    "PublishedProject",
    "PublishedUnit",
    "TypoRule",
    "check_unit",
]
