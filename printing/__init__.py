"""From a table and its layout to pages, PDF and workbook. Knows no model and no kind of table."""
