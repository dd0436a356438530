"""The columns of each list, declared once: template, mapping, preview and reading follow."""

from dataclasses import dataclass

from perfgoals.accounts.enums import Role
from perfgoals.common.folding import fold
from projects.enums import ListKind, UnitKind


@dataclass(frozen=True)
class ListField:
    """One column. `titles` are further headings under which files have it; `hint` is for whoever fills in."""

    key: str
    label: str
    titles: tuple[str, ...] = ()
    required: bool = False
    hint: str = ""
    choices: tuple[str, ...] = ()
    width: int = 18


ACTIVE = ListField(
    "active", "启用", ("是否启用", "状态"), hint="是或否；空着是“是”", choices=("是", "否"), width=8
)
NAME = ListField("name", "名称", required=True, hint="必填", width=40)

FIELDS: dict[ListKind, tuple[ListField, ...]] = {
    ListKind.UNITS: (
        ListField(
            "code", "单位编码", ("编码", "预算单位编码", "单位代码", "代码"), True,
            "必填，数字或字母，例如 130001",
        ),
        ListField(
            "name", "单位名称", ("名称", "预算单位名称", "预算单位", "单位", "单位全称"), True, "必填",
            width=40,
        ),
        ListField(
            "parent", "主管部门",
            ("主管部门编码", "上级单位", "上级单位编码", "主管单位", "上级", "主管部门名称"),
            hint="编码或名称；本身是主管部门的空着", width=32,
        ),
        ListField(
            "kind", "单位性质", ("单位类型", "性质", "单位类别"),
            hint="、".join(UnitKind.labels) + "，可空着",
            choices=tuple(UnitKind.labels),
        ),
        ACTIVE,
    ),
    ListKind.CODES: (
        ListField(
            "list", "种类", ("代码种类", "代码表", "类别", "要素"),
            hint="资金类型或功能科目；工作表名已写明的可不要这一列", choices=("资金类型", "功能科目"),
        ),
        ListField(
            "code", "编码", ("代码", "科目编码", "资金类型编码", "功能科目编码", "科目代码"), True,
            "必填，数字",
        ),
        ListField("name", "名称", ("科目名称", "资金类型名称", "功能科目名称"), True, "必填", width=40),
        ListField(
            "valid_from", "启用日期", ("生效日期", "开始日期", "有效期起"), hint="例如 2026-01-01，可空着"
        ),
        ListField("valid_to", "停用日期", ("失效日期", "结束日期", "有效期止"), hint="含当天，可空着"),
        ACTIVE,
    ),
    ListKind.PEOPLE: (
        ListField("full_name", "姓名", ("人员姓名", "名字", "用户姓名"), True, "必填", width=12),
        ListField(
            "username", "用户名", ("账号", "登录名", "工号", "用户账号"),
            hint="登录时用，例如工号；空着按姓名拼音生成",
        ),
        ListField(
            "unit", "单位", ("单位编码", "所在单位", "预算单位", "单位名称"),
            hint="编码或名称；财政和管理角色可空着", width=36,
        ),
        ListField(
            "roles", "角色", ("岗位", "权限", "职责"), True, "、".join(Role.labels) + "；几个角色用顿号隔开",
            choices=tuple(Role.labels), width=24,
        ),
    ),
}  # fmt: skip


def title_key(text: str) -> str:
    """What makes two headings the same: not blanks, stars, widths, nor what stands in brackets."""
    before_bracket = text.replace("（", "(").partition("(")[0]
    return "".join(c for c in fold(before_bracket) if c.isalnum())


def field_of_title(kind: ListKind, title: str) -> str:
    """The key of the field that a heading names, "" for one that nobody knows."""
    key = title_key(title)
    for field in FIELDS[kind]:
        if key and key in {title_key(known) for known in (field.label, *field.titles)}:
            return field.key
    return ""
