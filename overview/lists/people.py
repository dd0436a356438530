"""The list of people with their units and roles. 系统管理员 brings it in; the roles wait for 安全管理员."""

import re
from collections import defaultdict

from django.core.exceptions import ValidationError

from perfgoals.accounts.batches import Wanted, create_accounts
from perfgoals.accounts.enums import ADMINISTRATIVE_ROLES, Role
from perfgoals.accounts.models import Membership, RoleProposal, User
from perfgoals.common.initials import pinyin_syllables
from projects.models import Department

from .plan import Plan, PlannedRow, RowState
from .reading import ListRow
from .units import UnitNames

_BETWEEN = re.compile(r"[、,，;；/\s]+")
# How offices call the roles beside the names on our pages.
_ALSO = {
    "填报人": Role.PREPARER, "填报员": Role.PREPARER, "单位填报": Role.PREPARER, "经办": Role.PREPARER,
    "主管部门": Role.SUPERVISOR, "主管审核": Role.SUPERVISOR, "部门审核": Role.SUPERVISOR,
    "财政审核员": Role.REVIEWER, "财政": Role.REVIEWER, "财政批复": Role.APPROVER, "审批": Role.APPROVER,
    "管理员": Role.ADMINISTRATOR, "审计": Role.AUDITOR,
}  # fmt: skip
_ROLES = {**{role.label: role for role in Role}, **_ALSO}


def plan_people(rows: list[ListRow]) -> Plan:
    """Compare with the accounts there are. One person may stand in several rows, one for each unit."""
    units = {unit.code: unit for unit in Department.objects.all()}
    names = UnitNames((unit.code, unit.name) for unit in units.values())
    planned = [PlannedRow(row) for row in rows]
    _name_accounts(planned)
    users = {user.username: user for user in User.objects.filter(username__in=_usernames(planned))}
    held = _held(users)
    for plan in planned:
        _read(plan, users, units, names)
    _refuse_mixed(planned, held)
    for plan in planned:
        if not plan.errors:
            _compare(plan, users, held)
    return Plan(planned)


def _usernames(planned) -> set[str]:
    return {plan.values["username"] for plan in planned}


def _name_accounts(planned: list[PlannedRow]) -> None:
    """Rows without a username get one from the name's pinyin, numbered when it is taken by somebody else."""
    given = {plan.row.text("username") for plan in planned}
    made: dict[tuple[str, str], str] = {}
    for plan in planned:
        name = plan.row.text("username")
        if not name and (full := plan.row.text("full_name")):
            key = (full, "")
            name = made.get(key) or _free_name(full, given | set(made.values()))
            made[key] = name
            plan.notes.append(f"用户名 {name}")
        plan.values["username"] = name


def _free_name(full_name: str, taken: set[str]) -> str:
    base = pinyin_syllables(full_name)[:40] or "user"
    known = {user.username: user.full_name for user in User.objects.filter(username__startswith=base)}
    if known.get(base) == full_name:
        return base
    names = [base, *(f"{base}{n}" for n in range(2, 1000))]
    return next(name for name in names if name not in taken and name not in known)


def _held(users: dict[str, User]) -> dict[str, set[tuple]]:
    """(role, unit) that each person has, or that already wait to be confirmed."""
    keys = {user.pk: name for name, user in users.items()}
    found = defaultdict(set)
    for rows in (Membership.objects.all(), RoleProposal.objects.open()):
        for user, role, unit in rows.filter(user__in=keys).values_list("user", "role", "department"):
            found[keys[user]].add((role, unit))
    return found


def _read(plan: PlannedRow, users: dict, units: dict, names: UnitNames) -> None:
    name, full = plan.values["username"], plan.row.text("full_name")
    known = users.get(name)
    if known is not None and full and known.full_name != full:
        plan.refuse("username", f"这个用户名是“{known.full_name}”的。请换一个用户名，或改正姓名。")
    try:
        User(username=name or "x", full_name=full, password="!").clean_fields()
    except ValidationError as refusal:
        for key, messages in refusal.message_dict.items():
            plan.refuse(key, messages[0])
    if known is not None and not known.is_active:
        plan.refuse("username", "这个账号已停用。请先在“用户与角色”中启用。")
    unit = _unit(plan, units, names)
    plan.values |= {"full_name": full, "unit": unit, "roles": _roles(plan, unit)}


def _unit(plan: PlannedRow, units: dict, names: UnitNames) -> Department | None:
    text = plan.row.text("unit")
    if not text:
        return None
    try:
        unit = units[names.code_of(text)]
    except ValueError as refusal:
        plan.refuse("unit", str(refusal))
        return None
    if not unit.active:
        plan.refuse("unit", f"单位 {unit.label} 已停用。请改填现在的单位。")
    return unit


def _roles(plan: PlannedRow, unit: Department | None) -> list[Role]:
    texts = [text for text in _BETWEEN.split(plan.row.text("roles")) if text]
    if not texts:
        plan.refuse("roles", f"没有填角色。可填：{'、'.join(Role.labels)}。")
    unknown = [text for text in texts if text not in _ROLES]
    if unknown:
        plan.refuse("roles", f"“{unknown[0]}”不是角色。可填：{'、'.join(Role.labels)}。")
        return []
    roles = list(dict.fromkeys(_ROLES[text] for text in texts))
    if "unit" not in plan.errors:
        for role in roles:
            if role.needs_department and unit is None:
                plan.refuse("unit", f"{role.label}须写明单位。")
            elif role.is_administrative and unit is not None and len(roles) == 1:
                plan.refuse("unit", f"{role.label}不分单位，请把单位清空。")
    return roles


def _refuse_mixed(planned: list[PlannedRow], held: dict[str, set[tuple]]) -> None:
    """业务角色和管理角色 never meet in one person, nor two of 三员; over all rows and what he has."""
    roles: dict[str, set[Role]] = defaultdict(set)
    names: dict[str, str] = {}
    for name, pairs in held.items():
        roles[name] |= {Role(role) for role, _ in pairs}
    for plan in planned:
        name = plan.values["username"]
        roles[name] |= set(plan.values.get("roles", ()))
        known = names.setdefault(name, plan.values.get("full_name", ""))
        if name and known != plan.values.get("full_name", ""):
            plan.refuse("full_name", f"用户名“{name}”在前面的行里是“{known}”。一个用户名只能是一个人。")
    for plan in planned:
        administrative = roles[plan.values["username"]] & set(ADMINISTRATIVE_ROLES)
        business = roles[plan.values["username"]] - set(ADMINISTRATIVE_ROLES)
        if administrative and business:
            plan.refuse("roles", "业务角色和管理角色须由不同的人担任。请分给两个人。")
        elif len(administrative) > 1:
            plan.refuse("roles", "系统管理员、安全管理员、审计员须由三个不同的人担任。")


def _compare(plan: PlannedRow, users: dict, held: dict) -> None:
    name, unit = plan.values["username"], plan.values["unit"]
    place = unit.pk if unit else None
    plan.values["roles"] = [
        role for role in plan.values["roles"] if (role.value, place) not in held.get(name, set())
    ]
    if name not in users:
        plan.state = RowState.NEW
    elif plan.values["roles"]:
        plan.state = RowState.CHANGED
        plan.notes.append("已有账号，提出新角色：" + "、".join(role.label for role in plan.values["roles"]))


def write_people(plan: Plan, *, by) -> None:
    """Accounts without a password, and the roles as proposals; in the caller's transaction."""
    rows = [planned.values for planned in plan.to_write]
    create_accounts(
        names={row["username"]: row["full_name"] for row in rows},
        wanted=[
            Wanted(row["username"], role, None if role.is_administrative else row["unit"])
            for row in rows
            for role in row["roles"]
        ],
        by=by,
    )
