from .prepared import Bundle, UnitCheck
from .register import PublicationTask, UnitPublication
from .typo import Typo

__all__ = ["Bundle", "PublicationTask", "Typo", "UnitCheck", "UnitPublication"]
