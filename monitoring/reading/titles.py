"""The titles and labels that people give the columns and fields of 监控表 and 自评表."""

import re
import unicodedata
from functools import lru_cache

from reading.fields import plain_title, without_brackets

from ..enums import Cause, MoneySource, Possibility

_TITLES = {
    # the project
    "sequence": "序号 行次 序",
    "unit": """实施单位 项目实施单位 预算单位 单位名称 项目单位 填报单位 资金使用单位 预算单位名称
               申报单位 单位 项目承担单位 用款单位 项目实施单位名称""",
    "unit_code": "单位编码 单位代码 预算单位编码 预算单位代码",
    "supervisor": "主管部门 主管部门及代码 主管单位 主管部门名称 市级主管部门 业务主管部门 主管部门及编码",
    "name": "项目名称 二级项目名称 支出项目名称 专项名称 预算项目名称",
    "project_code": "项目编码 项目代码 项目编号",
    "objective": """预期目标 年度预期目标 年初预期目标 年度总体目标 年度绩效目标 总体目标 年初设定目标
                    预期绩效目标 年度目标 项目年度目标""",
    "result": """实际完成情况 年度实际完成情况 目标实际完成情况 全年实际完成情况 总体目标完成情况
                 年度总体目标完成情况 目标完成情况 年度目标完成情况""",
    # the money
    "initial_budget": """年初预算数 年初预算 年初预算金额 年初预算安排数 年初预算安排 年初批复数
                         年初批复预算数 年初批复预算""",
    "budget": """全年预算数 全年预算 调整后预算数 调整预算数 调整后预算 全年预算金额 调整后全年预算数 预算数
                 预算调整数 全年调整后预算数 预算金额 预算
                 调整预算 调整后 预算安排数 预算安排 全年预算安排数""",
    "executed": """全年执行数 执行数 全年执行 实际执行数 实际支出 实际支出数 支出数 全年实际执行数 累计执行数
                   全年支出数 执行金额 执行 支出 预算执行数 实际执行 全年支出 已执行数 已支出数""",
    "expected_money": """全年预计执行数 预计全年执行数 预计执行数 全年预计执行 预计全年执行 全年预计支出
                         全年预计支出数 预计全年支出 预计全年支出数 全年预计执行金额 预计全年执行金额""",
    "rate": """执行率 预算执行率 全年执行率 资金执行率 支出进度 执行进度 预算执行进度 支出率 预算支出率
               资金支出率 支出执行率""",
    # the points of a list
    "execution_score": "执行率得分 预算执行率得分 执行得分 预算执行得分 资金执行率得分",
    "indicators_score": "指标得分 绩效指标得分",
    "total": "总分 自评总分 综合得分 自评综合得分 总得分 评价得分 自评分 自评分数",
    "grade": "等级 自评等级 评价等级 自评结果 评价结果 绩效等级 等次 评价等次 绩效等次",
    "problems": """主要问题 存在问题 存在的问题 存在的主要问题 发现的问题 存在的问题及原因 存在问题及原因
                   主要问题及原因""",
    "improvements": "改进措施 下一步改进措施 整改措施 下一步工作措施 改进建议",
    "conclusion": "评价结论 自评结论 评价结论及建议",
    "rate_reason": "执行率低于90%的原因 执行率偏低的原因 执行率偏低原因 预算执行偏低原因",
    "is_public": "是否公开",
    # the indicators
    "tier1": "一级指标 一级指标名称 一级",
    "tier2": "二级指标 二级指标名称 二级",
    "indicator": "三级指标 三级指标名称 指标名称 绩效指标名称 指标内容 具体指标 三级",
    "target": """年度指标值 指标值 年初指标值 年度目标值 预期指标值 目标值 年初设定指标值 计划指标值
                 绩效目标值 年度值 年初目标值 全年指标值 预期值 计划完成值 年度绩效指标值""",
    "sign": "指标性质 指标符号 计算符号 符号 运算符号 指标方向 比较符号",
    "measure": "度量单位 计量单位 指标单位 指标值单位",
    "actual": """实际完成值 完成值 全年实际完成值 实际完成指标值 全年完成值 指标完成值 实际完成 实际值
                 完成情况 执行情况 指标完成情况 实际完成数 实际完成指标 完成指标值""",
    "expected": """全年预计完成情况 预计全年完成情况 全年预计完成值 预计完成情况 全年预计完成 预计全年完成值
                   全年预计值 预计全年完成 预计完成值 全年预计完成数 预计全年完成数 全年预计实现值""",
    "planned_month": "计划完成月份 计划完成时间",
    "weight": "分值 权重 指标分值 分值权重 标准分值 标准分 权重分 指标权重",
    "score": "得分 指标自评得分 实际得分 自评得分",
    "reason": "偏差原因分析 偏差原因 未完成原因 未完成原因分析 原因分析",
    "cause_note": "原因说明 偏差原因说明",
    "possibility": "完成目标可能性 目标完成可能性 完成可能性",
    "evidence": "佐证材料 佐证 证明材料 评价依据 数据来源 佐证资料 依据",
    "note": "备注 备注说明 说明",
    **{f"cause:{cause.value}": cause.label for cause in Cause if cause != Cause.OTHER},
    **{f"possibility:{one.value}": one.label for one in Possibility},
}
# 分值, 得分 … of the money stand beside a reason that is called nothing more.
_RATE_REASON = re.compile("原因|(?:执行率)?(?:偏低|偏差|未完成)?原因(?:说明|分析)?")
_KEY_OF = {title: key for key, titles in _TITLES.items() for title in titles.split()}
# 偏差原因分析及改进措施, 未完成原因与整改措施, 偏差原因及措施: nobody writes it like the form.
_REASON = re.compile(
    "(?:偏差|未完成|未达标)的?(?:原因)?(?:分析|说明)?[及和与、]?(?:拟采取的?|下一步)?(?:改进|整改|纠偏)?措施"
)
_MONTHS = re.compile(r"(?:20\d\d年)?1?[-—~～至到]?(\d{1,2})月(?:份|底|末)?|(?:上|前)半年")
_PERIOD = re.compile(r"(?<!\d)(?:1|一)\s*月?\s*(?:[-—–~～至到]+)\s*(\d{1,2})\s*月")
_HALF = re.compile("上半年")
# 监控月份：7月, 截至2023年7月31日.
_UNTIL = re.compile(r"(?:监控(?:月份|期间|时间|时段)|截[至止])[:：]?\s*(?:20\d\d年)?(\d{1,2})\s*月")
_YEAR_LABEL = re.compile(r"(?:年度|年份)[:：]?(20\d\d)(?!\d)")
# Words around a title that do not change what it is: 绩效指标完成值, 累计支出, 自评总得分, 项目单位名称.
_ADDED = re.compile(
    r"^绩效(?=指标|目标)|^截至?|累计|^自评(?=总|综合|得|等)|^全年(?=完成|实际)|综述$|金额$|名称$"
)
_TAIL = re.compile(r"[a-zA-Z]$|\d+$|[%％]$")
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.]")

MONEY = ("initial_budget", "budget", "executed", "expected_money", "rate")
_OF_PROJECT = """sequence unit unit_code supervisor name project_code objective result execution_score
indicators_score total grade problems improvements conclusion rate_reason is_public"""
PROJECT = frozenset(_OF_PROJECT.split())

_SOURCES = (
    (MoneySource.CARRIED, re.compile("结转|结余")),
    (
        MoneySource.OTHER,
        re.compile("其他|其它|自有|单位资金|非财政|财政专户|事业收入|经营收入|自筹|捐赠|贷款|社会资"),
    ),
    (
        MoneySource.CURRENT,
        re.compile(
            "财政|一般公共预算|政府性基金|国有资本经营|本级|预算拨款|转移支付|地方债券?|专项债券?"
            "|(?:上级|中央|地方|[省市州县区]级?|自治区|市县|乡镇)(?:补助|资金|拨款|专款|配套)"
        ),
    ),
    (MoneySource.TOTAL, re.compile("总额|合计|总计|资金总数|^资金$|项目资金")),
)


@lru_cache(maxsize=4096)
def key_of(text: str) -> str | None:
    """The field that a title surely names: 1-6月执行数（B） → executed; None for every other text.

    >>> key_of("全年预算数(A)"), key_of("1—6月执行情况"), key_of("甲")
    ('budget', 'actual', None)
    """
    title = plain_title(_NUMBERED.sub("", text.strip()))
    if not title:
        return None
    for form in (title, without_brackets(title)):
        without_period = _without_period(form)
        spellings = (form, without_period, _TAIL.sub("", form), _ADDED.sub("", without_period))
        for plain in spellings:
            if plain in _KEY_OF:
                return _KEY_OF[plain]
        if _REASON.fullmatch(form):
            return "reason"
    return None


def _without_period(title: str) -> str:
    return _HALF.sub("", _PERIOD.sub("", _MONTHS.sub("", title, count=1) if "月" in title else title))


def month_of(text: str) -> int | None:
    """The last month of the period that a title names: 1—6月执行数 → 6, 上半年 → 6, 截至7月底 → 7."""
    text = unicodedata.normalize("NFKC", text)
    if match := _PERIOD.search(text) or _UNTIL.search(text):
        month = int(match[1])
        return month if 1 <= month <= 12 else None
    return 6 if "上半年" in text else None


def year_beside(text: str) -> int | None:
    """监控年度：2023 → 2023."""
    match = _YEAR_LABEL.search("".join(text.split()))
    return int(match[1]) if match else None


def is_rate_reason(title: str) -> bool:
    """Whether a title beside the money asks why little was spent."""
    return _RATE_REASON.fullmatch(plain_title(title)) is not None


def source_of(text: str) -> MoneySource | None:
    """Which row of 项目资金 a label names: 其中：当年财政拨款 → CURRENT."""
    plain = "".join(text.split())
    if len(plain) > 30:
        return None
    return next((source for source, pattern in _SOURCES if pattern.search(plain)), None)
