"""Large worksheets are read in a second process, which hands its rows over in lines of JSON."""

from .process import RowsApart, is_worth_it

__all__ = ["RowsApart", "is_worth_it"]
