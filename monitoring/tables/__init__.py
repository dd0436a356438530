"""Forms and lists of 监控表, declared once for PDF and workbook; the drawing serves 自评表 too."""
