"""Reads the tables of a PDF into the grid of displayed cells that the readers of workbooks give."""

from .book import pdf_sheets
from .process import PDF_LIMITS, PdfLimits

__all__ = ["PDF_LIMITS", "PdfLimits", "pdf_sheets"]
