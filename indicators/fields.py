"""The fields of a goal table, declared once: key, label, kind, limit, and where each of them stands.

Form, checks, import, print, remarks, versions and their words read this list; a field is added here first.
`docs/structure.md` has the recipe.
"""

from dataclasses import dataclass
from enum import StrEnum


class FieldKind(StrEnum):
    """What a field holds."""

    LINE = "line"  # a text without line breaks
    TEXT = "text"
    AMOUNT = "amount"  # 元, or a note why there is none
    CODE = "code"  # code and name of a code list
    CATEGORY = "category"  # a 二级指标 of the cycle's scheme
    FLAG = "flag"
    ROWS = "rows"  # all rows together


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `key` names it in record, printed table, remarks and files; `limit` is in characters.

    `input` is its name in model and form where that is another one; `parts` are the names under which the
    record and the checks know its parts. `entered`: the form has it; `remarked`: a remark may be pinned to
    its cell; `required`: 送审 asks for it; `for_forms`: the page shows it only where the cycle's printed
    form has it, or where it says something already.
    """

    key: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    limit: int | None = None
    input: str = ""
    parts: tuple[str, ...] = ()
    of_row: bool = False
    entered: bool = True
    remarked: bool = True
    required: bool = True
    for_forms: bool = False

    def __post_init__(self):
        if not self.input:
            object.__setattr__(self, "input", self.key)

    @property
    def is_text(self) -> bool:
        return self.kind in (FieldKind.LINE, FieldKind.TEXT)

    @property
    def names(self) -> frozenset[str]:
        return frozenset((self.key, self.input, *self.parts))


MAX_NAME = 200
MAX_TEXT = 10_000  # longer texts come from pasting a whole document into a cell
MAX_TARGET = 500


def _of_forms(
    key: str, label: str, kind: FieldKind = FieldKind.LINE, limit: int | None = None, of_row: bool = False
) -> Field:
    """A field that only some official forms have."""
    return Field(key, label, kind, limit, of_row=of_row, remarked=False, required=False, for_forms=True)


# In the order of the form.
PROJECT_FIELDS = (
    Field(
        "unit", "申报单位", FieldKind.CODE,
        parts=("unit_code", "unit_name"), entered=False, remarked=False,
    ),
    Field("name", "二级项目名称", FieldKind.LINE, MAX_NAME),
    Field("fund", "资金类型", FieldKind.CODE, input="fund_source", parts=("fund_code", "fund_name")),
    Field(
        "subject", "用途范围(功能科目)", FieldKind.CODE,
        input="functional_subject", parts=("subject_code", "subject_name"),
    ),
    Field("amount", "当年项目金额", FieldKind.AMOUNT, parts=("amount_note",)),
    _of_forms("project_code", "项目编码", limit=40),
    _of_forms("supervisor", "主管部门", limit=100),
    _of_forms("attribute", "项目属性", limit=40),
    _of_forms("project_class", "项目类别", limit=40),
    _of_forms("duration", "项目期", limit=60),
    _of_forms("period_amount", "实施期资金总额", FieldKind.AMOUNT),
    _of_forms("period_fiscal_amount", "实施期财政拨款", FieldKind.AMOUNT),
    _of_forms("period_other_amount", "实施期其他资金", FieldKind.AMOUNT),
    _of_forms("fiscal_amount", "财政拨款", FieldKind.AMOUNT),
    _of_forms("carried_over", "上年结转", FieldKind.AMOUNT),
    _of_forms("other_amount", "其他资金", FieldKind.AMOUNT),
    Field("justification", "设立依据及申报理由", limit=MAX_TEXT),
    Field("overall_objective", "整体绩效", limit=MAX_TEXT),
    Field("annual_objective", "年度绩效", limit=MAX_TEXT),
    Field("indicators", "绩效指标", FieldKind.ROWS, input="rows", entered=False, remarked=False),
)  # fmt: skip
ROW_FIELDS = (
    Field("tier1", "一级指标", FieldKind.LINE, of_row=True, entered=False, remarked=False),
    Field("tier2", "二级指标", FieldKind.CATEGORY, input="category", of_row=True, remarked=False),
    Field("indicator", "三级指标", limit=MAX_TARGET, input="name", of_row=True),
    Field("period_target", "实施周期值", limit=MAX_TARGET, of_row=True),
    Field("annual_target", "年度指标值", limit=MAX_TARGET, of_row=True),
    Field("not_applicable", "不适用", FieldKind.FLAG, of_row=True, remarked=False, required=False),
    Field("note", "备注", FieldKind.LINE, 200, of_row=True, remarked=False, required=False),
    _of_forms("weight", "权重", limit=10, of_row=True),
    _of_forms("direction", "指标方向性", limit=20, of_row=True),
)

FIELD = {field.key: field for field in (*PROJECT_FIELDS, *ROW_FIELDS)}
# By the names of the form's inputs: facts of the project, cells of a row.
FACTS = {field.input: field for field in PROJECT_FIELDS if field.entered}
CELLS = {field.input: field for field in ROW_FIELDS if field.entered}
# Cells of a row with a column of their own beside the name.
VALUES = {name: field for name, field in CELLS.items() if field.remarked and field.key != "indicator"}
# The sums of money beside the year's total, in 元.
SUMS = tuple(key for key, field in FACTS.items() if field.kind is FieldKind.AMOUNT and field.for_forms)
REMARKED = {key: field for key, field in FIELD.items() if field.remarked}

_BY_NAME = [
    {name: field for field in fields for name in field.names} for fields in (PROJECT_FIELDS, ROW_FIELDS)
]


def field_named(name: str, *, of_row: bool | None = None) -> Field | None:
    """The field that a key, an input or a part names; `of_row` None: of a project before one of a row."""
    for rows, named in enumerate(_BY_NAME):
        if of_row in (None, bool(rows)) and name in named:
            return named[name]
    return None


def text_limits(fields: dict[str, Field]) -> dict[str, int]:
    """Input → most characters, for those of `fields` that have a limit."""
    return {name: field.limit for name, field in fields.items() if field.limit}


def labels_of(fields: dict[str, Field]) -> dict[str, str]:
    return {name: field.label for name, field in fields.items()}
