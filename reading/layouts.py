"""The layouts of goal tables that can be read. A new one is declared here and shown by a test with its table.

A list has one row per indicator under a header; a form has one project on a sheet, as labels and values with
a small list of indicators below. What titles mean is said in `fields`.
"""

from collections.abc import Set
from dataclasses import dataclass

from .fields import PROJECT_KEYS, field_of_title, is_group_title, spellings, without_brackets


@dataclass(frozen=True, slots=True)
class ListLayout:
    """One row per indicator.

    A sheet has this layout if its header has all `required` fields; of several that fit, most `typical` ones
    decide.
    """

    key: str
    label: str
    required: frozenset[str]
    typical: frozenset[str]


@dataclass(frozen=True, slots=True)
class WideLayout:
    """One row per project: 二级指标 are columns, their cells name the indicator and its value."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class FormLayout:
    """One project per form.

    A sheet has this layout if it has a label for the project's name above a list of indicators. Of several
    sums of money, the first of `amount_labels` counts; the first `year_labels` of them surely name the year's
    money: where such a label has no value, no other sum takes its place. `vague_amounts` come last, and only
    with a number beside them. The value of a field `below` may
    stand under its label. `other_labels` have no place in the system: they end a value and are listed as not
    read; so do labels of fields that are not stored. `weak_labels` are also titles of other tables.
    """

    key: str
    label: str
    amount_labels: tuple[str, ...]
    year_labels: int
    other_labels: frozenset[str]
    weak_labels: frozenset[str]
    below: frozenset[str]
    vague_amounts: tuple[str, ...] = ()

    def field_of_label(self, title: str) -> str | None:
        """The project's field that a plain title labels."""
        if self.amount_rank(title) is not None or self.is_vague_amount(title):
            return "amount"
        field = field_of_title(title)
        return field if field in PROJECT_KEYS and field != "amount" else None

    def amount_rank(self, title: str) -> int | None:
        """The place of a label among those of the amount, None for another label."""
        known = (self.amount_labels.index(one) for one in spellings(title) if one in self.amount_labels)
        return next(known, None)

    def is_of_year(self, title: str) -> bool:
        """Whether a label of the amount says that it is the year's, not the whole term's."""
        rank = self.amount_rank(title)
        return rank is not None and rank < self.year_labels

    def is_vague_amount(self, title: str) -> bool:
        """Whether a label may name the amount: what is one in the header of a list is one in a form too."""
        if self.amount_rank(title) is not None:
            return False
        return any(one in self.vague_amounts for one in spellings(title)) or field_of_title(title) == "amount"

    def is_other_label(self, title: str) -> bool:
        return title in self.other_labels or without_brackets(title) in self.other_labels

    def is_label(self, title: str) -> bool:
        """Whether a plain title surely labels something in a form."""
        return bool(title) and (
            self.field_of_label(title) is not None or self.is_other_label(title) or is_group_title(title)
        )


_OTHER_LABELS = """
项目性质 项目类别 项目属性 项目类型 项目期 项目周期 项目编码 项目代码 计划开始日期 计划完成日期
开始日期 完成日期 项目起止时间 项目负责人 联系人 联系电话 填报人 填表人 填报日期 单位负责人 审核人
财政资金 其中财政资金 其中财政拨款 其中当年财政拨款 财政拨款 其他资金 上年结转资金 项目资金
项目绩效目标 绩效目标 绩效指标 项目概况 其他需要说明的问题 盖章 备注 立项情况 资金用途 项目主要内容
主管部门编码 主管部门代码 项目立项的必要性 保证项目实施的制度措施 项目实施计划 执行率分值 填报时间
"""
_YEAR_LABELS = """
年度资金申请总额 年度资金总额 当年项目金额 年度预算 当年预算 年度预算总额 年度预算资金 年度资金 本年预算
本年度预算 当年资金总额 本年度资金总额 本年资金总额 年度项目资金总额 年度预算数 年度预算金额 当年预算数
当年预算金额 本年度预算数 本年预算数 本年度申请金额 当年申请金额 年度金额 本年度预算总额 本年预算总额
年初预算 年初预算数 年初预算金额 本年资金 当年资金 年度安排 当年安排 本年安排 本年度安排
其中年度安排 其中当年安排 其中本年安排 年度安排金额 当年安排金额 本年安排金额 年度投资 本年度投资
当年投资 本年投资 调整后预算 调整后预算数 调整后金额 调整后预算金额
"""
_AMOUNT_LABELS = (
    _YEAR_LABELS
    + """
预算总额 资金总额 项目资金总额 预算金额 项目金额 申请金额 申报金额 预算资金 预算资金总额 项目预算总额
项目总金额 项目预算 预算数 预算安排 安排金额 预算安排数 项目预算数 项目预算金额 项目预算安排 资金安排
项目资金安排
"""
)
# Words over a group of sums as well as labels of the only one.
_VAGUE_AMOUNTS = "项目资金 资金 项目经费 经费 所需资金 资金规模"
_CORE = frozenset({"name", "tier2", "indicator"})

SUMMARY_TABLE = ListLayout(
    key="summary",
    label="项目绩效目标表（每个指标一行）",
    required=_CORE,
    typical=frozenset({"period_target", "annual_target", "justification", "subject", "fund"}),
)
FLAT_LIST = ListLayout(
    key="flat",
    label="项目绩效目标申报表（符号、指标值、单位分列）",
    required=_CORE | {"value"},
    typical=frozenset({"sign", "value", "measure", "direction", "weight"}),
)
WIDE_LIST = WideLayout(key="wide", label="项目绩效目标汇总表（一个项目一行）")
PROJECT_FORM = FormLayout(
    key="form",
    label="项目支出绩效目标申报表（一个项目一张表）",
    # The year's money first: where a project runs for several years its whole sum is another figure.
    amount_labels=tuple(_AMOUNT_LABELS.split()),
    year_labels=len(_YEAR_LABELS.split()),
    other_labels=frozenset(_OTHER_LABELS.split()),
    weak_labels=frozenset(
        [
            "项目",
            "金额",
            "单位",
            "备注",
            "预算",
            "预算金额",
            "预算数",
            "财政拨款",
            "其他资金",
            "申请金额",
            "资金",
            "经费",
        ]
    ),
    below=frozenset({"overall_objective", "annual_objective", "justification"}),
    vague_amounts=tuple(_VAGUE_AMOUNTS.split()),
)
LIST_LAYOUTS = (SUMMARY_TABLE, FLAT_LIST)
FORM_LAYOUTS = (PROJECT_FORM,)
LAYOUTS = {layout.key: layout for layout in (*LIST_LAYOUTS, WIDE_LIST, *FORM_LAYOUTS)}


def list_layout_for(found: Set[str]) -> ListLayout | None:
    """The list layout whose required fields are all found, by most typical ones; None if none fits."""
    fitting = [layout for layout in LIST_LAYOUTS if layout.required <= found]
    return max(fitting, key=lambda layout: len(layout.typical & found), default=None)
