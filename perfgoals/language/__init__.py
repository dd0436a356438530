"""Reads what Chinese budget texts say: numbers, units, formulas, citations, targets. Knows no model."""
