"""What a goal table can say about a project and its indicators, and the titles people give these columns."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Whose(StrEnum):
    """Whom a column describes."""

    PROJECT = "project"
    INDICATOR = "indicator"
    NOBODY = "nobody"  # running numbers


@dataclass(frozen=True, slots=True)
class Field:
    """One target of the mapping. `label` names it to users; `titles` are the headers that surely mean it.

    `hints` are words that make it likely: then it is proposed, but not used before somebody confirms it.
    A field of `single_line` loses its line breaks, which are only wrapped cells.
    """

    key: str
    label: str
    whose: Whose
    titles: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    single_line: bool = True


def _project(key: str, label: str, titles: str, hints: str = "", *, lines: bool = False) -> Field:
    return Field(key, label, Whose.PROJECT, (label, *titles.split()), tuple(hints.split()), not lines)


def _indicator(key: str, label: str, titles: str, hints: str = "", *, lines: bool = False) -> Field:
    return Field(key, label, Whose.INDICATOR, (label, *titles.split()), tuple(hints.split()), not lines)


FIELDS = (
    _project(
        "unit",
        "申报单位",
        """预算单位 单位名称 项目单位 实施单位 项目实施单位 填报单位 承担单位 使用单位 用款单位 预算单位名称
        单位全称 申报单位名称""",
        "单位",
    ),
    _project("unit_code", "单位编码", "单位代码 预算单位编码 预算单位代码 申报单位编码"),
    _project(
        "supervisor",
        "主管部门",
        "主管部门名称 主管部门及代码 一级部门 主管单位 业务主管部门",
        "主管",
    ),
    _project("name", "二级项目名称", "项目名称 二级项目 支出项目名称 专项名称 项目名 项目", "项目名称"),
    _project("project_code", "项目编码", "项目代码 项目编号 二级项目编码 二级项目代码"),
    _project("attribute", "项目属性", "项目性质"),
    _project("project_class", "项目类别", "项目类型 支出项目类别"),
    _project(
        "duration",
        "项目期",
        "项目周期 项目期限 项目起止时间 项目起止年限 起止时间 实施期限",
    ),
    _project("fund", "资金类型", "资金性质 资金来源 资金类别 资金来源类型", "资金性质 资金来源 资金类型"),
    _project("fund_code", "资金类型编码", "资金性质编码 资金性质代码 资金类型代码"),
    _project(
        "amount",
        "当年项目金额",
        """项目金额 预算数 预算金额 年度预算 年度预算数 年度预算金额 当年预算 当年预算数 本年预算 本年预算数
        申报金额 安排金额 年度资金总额 年度资金申请总额 当年资金总额 年度金额 本年预算金额 金额
        预算总额 年度预算总额 当年预算金额 本年度预算 本年度预算数 申请金额 本年度申请金额 当年申请金额
        预算资金 年度预算资金 年度资金 年初预算 年初预算数 年初预算金额 预算安排 预算安排数 预算安排金额
        安排预算 资金总额 项目资金总额 项目预算 项目预算数 项目预算金额 项目经费 本年资金 当年资金
        调整后预算 调整后预算数 调整后金额 调整后预算金额 预算 经费 资金 年度安排 当年安排 本年安排
        本年度安排 其中年度安排 其中当年安排 其中本年安排 年度安排金额 当年安排金额 本年安排金额
        年度投资 本年度投资 当年投资 本年投资 资金规模 预算规模 资金额度 预算额度 批复数
        项目预算安排 资金安排 项目资金安排 申请资金 申报资金 安排资金 下达资金 拟安排资金 拟安排金额 申请预算
        申报预算 经费预算 经费金额""",
        "金额 预算 资金总额 经费",
    ),
    _project(
        "starts_on",
        "计划开始日期",
        "开始日期 项目开始日期 计划开始时间 项目开始时间 起始时间 起始日期",
    ),
    _project(
        "ends_on",
        "计划完成日期",
        "完成日期 项目完成日期 计划完成时间 项目结束时间 计划结束日期 终止时间 终止日期 结束日期",
    ),
    _project(
        "period_amount", "实施期资金总额", "中期资金总额 长期资金总额 总投资 项目总投资 项目总金额 项目总预算"
    ),
    _project("period_fiscal_amount", "实施期财政拨款", "中期财政拨款 实施期财政资金"),
    _project("period_other_amount", "实施期其他资金", "中期其他资金"),
    _project(
        "fiscal_amount",
        "财政拨款",
        "其中财政拨款 其中当年财政拨款 当年财政拨款 财政资金 其中财政资金",
    ),
    _project("carried_over", "上年结转", "上年结转资金 其中上年结转资金 其中上年结转"),
    _project("other_amount", "其他资金", "其中其他资金 单位资金"),
    _project(
        "subject",
        "用途范围(功能科目)",
        """用途范围 功能科目 功能分类科目 支出功能分类科目 支出功能分类 功能分类 功能科目名称 科目名称
        支出功能科目""",
        "科目 功能分类",
    ),
    _project("subject_code", "功能科目编码", "功能科目代码 科目编码 科目代码 支出功能分类编码 功能分类编码"),
    _project(
        "justification",
        "设立依据及申报理由",
        "立项依据 设立依据 申报理由 项目立项依据 立项依据及申报理由 项目设立依据 政策依据 立项依据及理由",
        "依据 理由 必要性",
        lines=True,
    ),
    _project(
        "overall_objective",
        "整体绩效",
        """整体绩效目标 整体目标 总体目标 项目总目标 总体绩效目标 实施期目标 中长期目标 项目绩效总目标
        中期目标 长期目标 实施周期目标 绩效总目标 实施期绩效目标 项目总体目标 实施期总目标""",
        "总目标 整体 总体 长期",
        lines=True,
    ),
    _project(
        "annual_objective",
        "年度绩效",
        """年度绩效目标 年度目标 年度总体目标 当年绩效目标 当年目标 本年度目标 本年绩效目标 年度绩效总目标
        年度总目标""",
        "年度目标 年度绩效 绩效目标",
        lines=True,
    ),
    _indicator("tier1", "一级指标", "一级指标名称 一级", "一级"),
    _indicator("tier2", "二级指标", "二级指标名称 二级", "二级"),
    _indicator(
        "indicator",
        "三级指标",
        """三级指标名称 指标名称 绩效指标名称 具体指标 三级 指标内容 绩效指标内容 三级指标内容
        具体指标名称 明细指标""",
        "三级 指标名称 指标内容",
        lines=True,
    ),
    _indicator(
        "period_target",
        "实施周期值",
        """实施周期指标值 周期值 实施期指标值 总体指标值 整体指标值 中期指标值 全周期指标值 实施周期目标值
        周期指标值 长期指标值 中长期指标值 实施期值 实施期目标值 中期目标值 长期目标值 总体目标值""",
        "周期 实施期",
        lines=True,
    ),
    _indicator(
        "annual_target",
        "年度指标值",
        """年度值 年度目标值 当年指标值 本年指标值 本年度指标值 当年目标值 本年目标值 年度计划指标值
        本年度目标值 调整后指标值 调整后目标值 调整后年度指标值""",
        "年度 本年 当年",
        lines=True,
    ),
    _indicator(
        "sign",
        "指标性质",
        "指标符号 符号 运算符号 计算符号 比较符号 指标值符号 指标值类型 指标值性质 逻辑符号 关系符号",
        "符号 性质",
    ),
    _indicator(
        "value",
        "指标值",
        """目标值 指标目标值 绩效指标值 数值 计划指标值 计划值 值 指标数值 目标数值 计划完成值 预期值
        预期指标值 预期目标值""",
        "指标值 目标值",
        lines=True,
    ),
    _indicator("measure", "度量单位", "计量单位 指标单位 指标值单位 指标值计量单位", "单位"),
    _indicator("direction", "指标方向性", "指标方向 方向性", "方向"),
    _indicator("weight", "权重", "分值 指标权重 分值权重 指标分值", "权重 分值"),
    _indicator("note", "备注", "指标备注 备注说明", "备注 说明", lines=True),
    Field("sequence", "序号", Whose.NOBODY, ("序号", "行次", "行号", "序")),
)
FIELD = {field.key: field for field in FIELDS}
FIELD_OF_TITLE = {title: field.key for field in FIELDS for title in field.titles}
PROJECT_KEYS = frozenset(field.key for field in FIELDS if field.whose is Whose.PROJECT)
INDICATOR_KEYS = frozenset(field.key for field in FIELDS if field.whose is Whose.INDICATOR)
_OF_TARGETS = frozenset(
    {"tier1", "tier2", "indicator", "period_target", "annual_target", "value", "sign", "measure"}
)
# What an indicator says beside its name and targets: 备注, 权重 and their like.
ROW_TEXTS = tuple(field.key for field in FIELDS if field.key in INDICATOR_KEYS - _OF_TARGETS)

# What only some official forms say of a project: texts, and sums of money.
FORM_TEXTS = ("supervisor", "project_code", "attribute", "project_class", "duration")
SUMS = (
    "period_amount", "period_fiscal_amount", "period_other_amount", "fiscal_amount", "carried_over",
    "other_amount",
)  # fmt: skip

SUM_TITLES = frozenset({"合计", "总计", "总额", "小计"})  # beside or below a heading of money
GOALS = frozenset({"annual_objective", "overall_objective"})
GOAL_TITLES = frozenset({"绩效目标", "项目绩效目标"})  # over one text only: the year's goal
KIND_TITLE = "性质"  # of an indicator right of its name, else nobody knows whose
UNIT_TITLE = "单位"  # the budget unit left of the indicators, the unit of measure right of them
_GROUPS = """
绩效目标 绩效指标 项目绩效目标 项目资金 指标 基本信息 项目基本信息 绩效指标体系 年度绩效指标 整体绩效指标
项目信息 资金情况 绩效目标及指标 项目绩效指标
"""
_GROUP_TITLES = frozenset(_GROUPS.split())
_LONGEST_TITLE = 60

_BRACKETS = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]")
_DECORATION = re.compile(r"[\s*:、.。]+")
_CIRCLED = re.compile(r"^\s*[\u2460-\u249b\u3220-\u3229]")
_NUMBER = "(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})"
_NUMBERING = re.compile(rf"^[\s*]*(?:\({_NUMBER}\)|{_NUMBER}[、.:)]|[0-9]{{1,2}}\s+(?=[\u4e00-\u9fff]{{2}}))")
_MONEY = re.compile(r"[/,，-]?(?:(?:金额|货币|计量)?单位)?(?:人民币)?(?:亿|百万|千|万)?元$")
_TERM = re.compile(r"(?:19|20)[0-9]{2}年?(?:-|–|—|~|至|到)(?:(?:19|20)[0-9]{2}|[0-9]{2})年(?:度)?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?:年度?|(?=预算|项目|资金|绩效|指标|目标))")
# 绩效指标性质 is 指标性质, 预算批复数 is 预算数: who decided it does not change what it is.
_ADDED = re.compile("^绩效(?=指标|目标|度量|计量)|批复|核定|审定|批准|下达|情况$|的")


def plain_title(text: str) -> str:
    """A title without number, blanks, line breaks, stars and colons, brackets in half width; "" if long.

    >>> plain_title("用途范围\\n（功能科目）："), plain_title("* 年度 绩效"), plain_title("（一）整体绩效")
    ('用途范围(功能科目)', '年度绩效', '整体绩效')
    """
    return _plain(text) if len(text) <= _LONGEST_TITLE else ""


@lru_cache(maxsize=8192)
def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", _CIRCLED.sub("", text, count=1))
    return _DECORATION.sub("", _NUMBERING.sub("", text, count=1)) or _DECORATION.sub("", text)


def without_brackets(title: str) -> str:
    """年度(/项目)指标值 → 年度指标值; a title of nothing else stays."""
    return _BRACKETS.sub("", title) or title


def is_group_title(title: str) -> bool:
    """Titles over several columns; alone they name no field."""
    return without_brackets(title) in _GROUP_TITLES


@lru_cache(maxsize=8192)
def spellings(title: str) -> tuple[str, ...]:
    """A plain title, then without what people add to it: brackets, a unit of money, the year, 批复, 的."""
    found = [title, without_brackets(title)]
    found += [_MONEY.sub("", spelling) for spelling in found]
    found += [_TERM.sub("实施期", spelling) for spelling in found if _TERM.search(spelling)]
    found += [_YEAR.sub(put, spelling) for put in ("", "年度") for spelling in found]
    found += [_ADDED.sub("", spelling) for spelling in found]
    return tuple(dict.fromkeys(found))


def field_of_title(title: str) -> str | None:
    """The field that a plain title surely means: 实施周期值(计划完成水平), 当年项目金额万元, 2023年预算数 and
    项目立项的依据 as well as the title without these words."""
    return next(
        (FIELD_OF_TITLE[spelling] for spelling in spellings(title) if spelling in FIELD_OF_TITLE), None
    )


def likely_field(title: str, taken: Collection[str] = (), whose: Whose | None = None) -> str | None:
    """The field to propose for a title that is no known one; `taken` are those already found, and only those
    of `whose` are meant where it is given."""
    for field in FIELDS:
        if whose not in (None, field.whose):
            continue
        if field.key not in taken and any(hint in title for hint in field.hints):
            return field.key
    return None
