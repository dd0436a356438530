"""Reads 监控表 and 自评表 that people send, forms and lists, into tables of one project each; no database."""

from .blocks import ReadFile, ReadRow, ReadTable
from .files import read_tables, recognised_kind

__all__ = ["ReadFile", "ReadRow", "ReadTable", "read_tables", "recognised_kind"]
