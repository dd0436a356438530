"""Which printed form a cycle uses, as data: its style, and the switches that make every layout seen of a few.

Styles with 参考样式 in their name are known from the rules alone (财预〔2015〕88号, 财预〔2021〕101号); the
split list is that of 四川 tables of 2023, the last that of 上海 of 2026. Whether 成本 is a tier of
its own is said by the tree of the cycle.
"""

from dataclasses import dataclass, fields, replace

from django.db.models import TextChoices

DRAWN_FROM_RULES = "（参考样式）"


class FormStyle(TextChoices):
    """表样: the list of 13 columns, or one of the official forms of a single project."""

    LIST = "list", "绩效目标表（清单，13 列）"
    DECLARATION = "declaration", "项目支出绩效目标申报表（参考样式，中期和年度并列）"
    TARGET = "target", "项目支出绩效目标表（参考样式，带分值权重）"
    SPLIT = "split", "项目绩效目标申报表（清单，符号、值、单位、权重分列）"
    SHANGHAI = "shanghai", "财政项目支出绩效目标申报表（总目标和年度目标并列）"

    @property
    def is_list(self) -> bool:
        """Whether all projects stand in one list; the others are one form a project."""
        return self in (FormStyle.LIST, FormStyle.SPLIT)


@dataclass(frozen=True, slots=True)
class Switches:
    """What differs from place to place within a style. A cycle may turn each by itself."""

    side_by_side: bool = False
    """The list of the whole term stands left of that of the year."""
    split_value: bool = False
    """符号, 值, 单位 in three columns; else joined as typed (≥90%)."""
    weight: bool = False
    in_wan: bool = False
    """Money in 万元, else in 元."""
    foot: bool = True
    """填报人, 单位负责人, 填报日期 and the place of the seal."""


SWITCHES = tuple(field.name for field in fields(Switches))
_DEFAULTS = {
    FormStyle.LIST: Switches(foot=False),
    FormStyle.DECLARATION: Switches(side_by_side=True, in_wan=True),
    FormStyle.TARGET: Switches(weight=True, in_wan=True),
    FormStyle.SPLIT: Switches(split_value=True, weight=True, foot=False),
    FormStyle.SHANGHAI: Switches(foot=False),
}
_WHOLE_TERM = ("period_amount", "period_fiscal_amount", "period_other_amount")
_ASKED = {
    FormStyle.LIST: (),
    FormStyle.DECLARATION: (
        "project_code", "supervisor", "attribute", "duration", *_WHOLE_TERM, "fiscal_amount", "other_amount",
    ),
    FormStyle.TARGET: ("project_code", "supervisor", "fiscal_amount", "carried_over", "other_amount"),
    FormStyle.SPLIT: ("project_code", "direction"),
    FormStyle.SHANGHAI: (
        "project_code", "supervisor", "attribute", "project_class", "duration", *_WHOLE_TERM,
        "fiscal_amount", "carried_over", "other_amount",
    ),
}  # fmt: skip
# What the list has and a form has no place for: not asked, though it can be filled in.
_CODES = ("fund_source", "functional_subject", "justification")
_LEFT_OUT = {
    FormStyle.LIST: (),
    FormStyle.DECLARATION: _CODES,
    FormStyle.TARGET: (*_CODES, "overall_objective"),
    FormStyle.SPLIT: (*_CODES, "overall_objective"),
    FormStyle.SHANGHAI: _CODES,
}


@dataclass(frozen=True, slots=True)
class PrintedForm:
    """A style with its switches as they stand."""

    style: FormStyle = FormStyle.LIST
    switches: Switches = _DEFAULTS[FormStyle.LIST]

    @property
    def asks(self) -> frozenset[str]:
        """The inputs that the form asks beyond those of the list of 13 columns."""
        weight = ("weight",) if self.switches.weight else ()
        return frozenset((*_ASKED[self.style], *weight))

    @property
    def leaves_out(self) -> frozenset[str]:
        """The inputs of the list that the form has no place for; 送审 does not need them."""
        one_value = self.style is not FormStyle.LIST and not self.switches.side_by_side
        return frozenset((*_LEFT_OUT[self.style], *(("period_target",) if one_value else ())))


LIST_FORM = PrintedForm()


def printed_form(style: str, **turned: bool | None) -> PrintedForm:
    """The form of a style; `turned` are the switches that a cycle set itself, None is the style's own."""
    style = FormStyle(style)
    given = {name: value for name, value in turned.items() if value is not None}
    return PrintedForm(style, replace(_DEFAULTS[style], **given))
