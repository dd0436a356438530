"""Two self-evaluation tables with the errors that published ones have; amounts in 万元, as published.

Typed from what is known of published tables (see docs/evaluation.md), in values of our own: no table of any
office stands here.
"""

from tests.monitoring.reading.forms import evaluation_form

# A sum of 0 beside 89.97; points without a rate; 9 of 10, 19 of 20, 27 of 30 for targets that were reached;
# rows and an instruction of the template; a result that says nothing.
ROADS = {
    "name": "农村公路日常养护", "unit": "900010-某县交通运输局",
    "money": [
        ("年度资金总额", 0, 0, 0, 10, "", 10),
        ("其中：当年财政拨款", 89.97, 89.97, 89.97, "—", "—", "—"),
        ("上年结转资金", "", "", "", "—", "—", "—"),
        ("其他资金", "", "", "", "—", "—", "—"),
    ],
    "objective": "完成农村公路日常养护620公里，优良路率达到85%以上。（100字以内）",
    "result": "完成年度目标。",
    "rows": [
        ("产出指标", "数量指标", "养护里程", "≥620公里", "620公里", 10, 9, ""),
        ("", "", "指标2：", "", "", "", "", ""),
        ("", "质量指标", "优良路率", "≥85%", "86%", 20, 19, ""),
        ("", "", "……", "", "", "", "", ""),
        ("效益指标", "社会效益指标", "受益人口", "≥12万人", "12万人", 30, 27, ""),
        ("满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", "95%", 30, 30, "问卷调查 200 份。"),
    ],
    "total": 95,
}  # fmt: skip

# 72890元 beside 7.29万元; a result that repeats the goal; a target inside the name.
LIBRARY = {
    "name": "图书馆免费开放", "unit": "900011-某县文化馆",
    "money": [
        ("年度资金总额", 7.29, 7.29, 7.29, 10, "100%", 10),
        ("其中：当年财政拨款", 7.29, 7.29, 7.29, "—", "—", "—"),
    ],
    "objective": "全年免费开放300天，接待读者2万人次。",
    "result": "全年免费开放300天，接待读者2万人次。",
    "rows": [
        ("产出指标", "数量指标", "开放天数", "≥300天", "310天", 30, 30, ""),
        ("", "成本指标", "补助资金", "72890元", "7.29万元", 30, 30, ""),
        ("效益指标", "社会效益指标", "举办讲座≥12期", "", "12期", 20, 20, ""),
        ("满意度指标", "服务对象满意度指标", "读者满意度", "≥90%", "96%", 10, 10, "问卷调查 150 份。"),
    ],
    "total": 100,
}  # fmt: skip


def published_form(path, table: dict):
    return evaluation_form(path, **table)
