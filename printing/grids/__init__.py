"""Forms and lists on a grid of cells: what they hold, as PDF by flow, as a workbook."""
