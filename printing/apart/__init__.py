"""A large table planned and drawn in two processes; see process.py and docs/adr/0030."""

from .process import halves, pages_in_two

__all__ = ["halves", "pages_in_two"]
