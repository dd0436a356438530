"""The layouts of goal tables that can be read. A new one is declared here and shown by a test with its table.

A list has one row per indicator under a header; a form has one project on a sheet, as labels and values with
a small list of indicators below. What titles mean is said in `fields`.
"""

from collections.abc import Set
from dataclasses import dataclass

from .fields import PROJECT_KEYS, field_of_title, without_brackets


@dataclass(frozen=True, slots=True)
class ListLayout:
    """One row per indicator.

    A sheet has this layout if its header has all `required` fields; of several that fit, most `typical` ones
    decide. `target_parts`, columns that make up one target, are joined into `target_field`.
    """

    key: str
    label: str
    required: frozenset[str]
    typical: frozenset[str]
    target_parts: tuple[str, ...] = ()
    target_field: str = "annual_target"


@dataclass(frozen=True, slots=True)
class FormLayout:
    """One project per form.

    A sheet has this layout if it has a label for the project's name. Of several sums of money, the first of
    `amount_labels` that has a value counts. The value of a field `below` may stand under its label.
    `other_labels` have no place in the system: they end a value and are listed as not read.
    """

    key: str
    label: str
    amount_labels: tuple[str, ...]
    other_labels: frozenset[str]
    below: frozenset[str]
    target_parts: tuple[str, ...] = ("sign", "value", "measure")
    target_field: str = "annual_target"

    def field_of_label(self, title: str) -> str | None:
        """The project's field that a plain title labels."""
        if title in self.amount_labels or without_brackets(title) in self.amount_labels:
            return "amount"
        field = field_of_title(title)
        return field if field in PROJECT_KEYS and field != "amount" else None

    def is_other_label(self, title: str) -> bool:
        return title in self.other_labels or without_brackets(title) in self.other_labels


_OTHER_LABELS = """
项目性质 项目类别 项目属性 项目类型 项目期 项目周期 项目编码 项目代码 计划开始日期 计划完成日期
开始日期 完成日期 项目起止时间 项目负责人 联系人 联系电话 填报人 填表人 填报日期 单位负责人 审核人
财政资金 其中财政资金 其中财政拨款 其中当年财政拨款 财政拨款 其他资金 上年结转资金 项目资金
项目绩效目标 绩效目标 绩效指标 项目概况 其他需要说明的问题 盖章 备注
"""
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
    target_parts=("sign", "value", "measure"),
)
PROJECT_FORM = FormLayout(
    key="form",
    label="项目支出绩效目标申报表（一个项目一张表）",
    # The year's money first: where a project runs for several years its whole sum is another figure.
    amount_labels=(
        "年度资金申请总额",
        "年度资金总额",
        "当年项目金额",
        "年度预算",
        "当年预算",
        "资金总额",
        "项目资金总额",
        "预算金额",
        "项目金额",
    ),
    other_labels=frozenset(_OTHER_LABELS.split()),
    below=frozenset({"overall_objective", "annual_objective", "justification"}),
)
LIST_LAYOUTS = (SUMMARY_TABLE, FLAT_LIST)
FORM_LAYOUTS = (PROJECT_FORM,)
LAYOUTS = {layout.key: layout for layout in (*LIST_LAYOUTS, *FORM_LAYOUTS)}


def list_layout_for(found: Set[str]) -> ListLayout | None:
    """The list layout whose required fields are all found, by most typical ones; None if none fits."""
    fitting = [layout for layout in LIST_LAYOUTS if layout.required <= found]
    return max(fitting, key=lambda layout: len(layout.typical & found), default=None)
