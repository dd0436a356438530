"""Where the checks' rules come from; shown to users beside each finding."""

MEASURES_2015 = "《中央部门预算绩效目标管理办法》（财预〔2015〕88号）"
REVIEW_SHEET = MEASURES_2015 + "附《项目支出绩效目标审核表》"
GUIDE_2021 = "《项目支出绩效指标设置及取值指引》（财预〔2021〕101号）"
