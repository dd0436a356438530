"""自评表, 自评结果汇总表 and the paragraph for the 决算, declared once for PDF and workbook."""
