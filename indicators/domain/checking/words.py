"""Where a finding is, in the words of the table."""

FIELD_LABELS = {
    "name": "二级项目名称",
    "fund_code": "资金类型",
    "fund_source": "资金类型",
    "amount": "当年项目金额",
    "subject_code": "用途范围(功能科目)",
    "functional_subject": "用途范围(功能科目)",
    "justification": "设立依据及申报理由",
    "overall_objective": "整体绩效",
    "annual_objective": "年度绩效",
    "indicators": "绩效指标",
}
ROW_LABELS = {
    "name": "三级指标",
    "period_target": "实施周期值",
    "annual_target": "年度指标值",
    "note": "备注",
    "tier2": "二级指标",
    "category": "二级指标",
}


def place_of(goal, finding) -> str:
    """E.g. 当年项目金额, or 成本指标“补贴标准” 年度指标值; reads the goal's (prefetched) indicators."""
    if getattr(finding, "row", None) is not None:  # of the form: the table may not have the row yet
        return ROW_LABELS.get(finding.field, finding.field)
    row = next((row for row in goal.indicators.all() if row.pk == finding.indicator), None)
    return place_in_row(row, finding.field)


def place_in_row(row, field: str) -> str:
    """The same from the row itself, None for a field of the project."""
    if row is None:
        return FIELD_LABELS.get(field) or ROW_LABELS.get(field, field)
    return f"{row.category.name}“{row.name}” {ROW_LABELS.get(field, field)}"
