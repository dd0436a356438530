"""The list of units: code, name, superior, kind. Superiors may stand anywhere in the file or be stored."""

import re
from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db import transaction

from perfgoals.audit.domain import Event, record_all
from perfgoals.audit.enums import Verb
from perfgoals.common.folding import fold
from projects.domain.code_lists import code_lists_changed
from projects.enums import UnitKind
from projects.models import Department

from .plan import Plan, PlannedRow, RowState, refuse_twice, yes_or_no
from .reading import ListRow

_LABEL = re.compile(r"([0-9A-Za-z]{2,20})\s*[-—－]\s*\S")


class UnitNames:
    """Units as a text names them: by code, by code-name, or by a name that only one has."""

    def __init__(self, units):
        self.by_code: dict[str, str] = {}
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for code, name in units:
            self.add(code, name)

    def add(self, code: str, name: str) -> None:
        self.by_code[code] = name
        self._by_name[fold(name)].add(code)

    def code_of(self, text: str) -> str:
        """The code. Raises ValueError with a sentence when it is nobody's or not one unit's."""
        labelled = _LABEL.match(text)
        for code in (text, labelled[1] if labelled else ""):
            if code in self.by_code:
                return code
        named = self._by_name.get(fold(text), set())
        if len(named) == 1:
            return next(iter(named))
        if named:
            raise ValueError(f"有 {len(named)} 个单位叫“{text}”（{'、'.join(sorted(named))}）。请改填编码。")
        raise ValueError(f"没有编码或名称为“{text}”的单位。请改正，或在单位清单中加上它。")


def plan_units(rows: list[ListRow]) -> Plan:
    """Compare with the units there are. An empty cell leaves what is stored; nothing is written."""
    stored = {unit.code: unit for unit in Department.objects.select_related("parent")}
    planned = [PlannedRow(row) for row in rows]
    refuse_twice(planned, ("code",), "code", "单位编码")
    names = UnitNames((unit.code, unit.name) for unit in stored.values())
    for row in rows:
        if row.text("code"):
            names.add(row.text("code"), row.text("name"))
    parents = {code: unit.parent.code if unit.parent else "" for code, unit in stored.items()}
    for plan in planned:
        _read(plan, stored, names)
        parents[plan.row.text("code")] = plan.values.get("parent") or parents.get(plan.row.text("code"), "")
    for plan in planned:
        if _is_circle(plan.row.text("code"), parents):
            plan.refuse("parent", "主管部门不能是本单位自己或它的下级。请改正。")
    return Plan(planned)


def _read(plan: PlannedRow, stored: dict[str, Department], names: UnitNames) -> None:
    code, name = plan.row.text("code"), plan.row.text("name")
    old = stored.get(code)
    values = {"code": code, "name": name or (old.name if old else "")}
    values["kind"] = _kind(plan) or (old.kind if old else "")
    values["parent"] = _parent(plan, names) or (old.parent.code if old and old.parent else "")
    active = yes_or_no(plan)
    values["active"] = active if active is not None else (old.active if old else True)
    if old is not None and old.active and not values["active"]:
        plan.refuse("active", "停用单位请到“单位”页办理：先看对项目和人员的影响，再确认。")
    unit = Department(code=code, name=values["name"], kind=values["kind"])
    try:
        unit.clean_fields(exclude=["parent", "successor"])
    except ValidationError as refusal:
        for key, messages in refusal.message_dict.items():
            plan.refuse(key, messages[0])
    plan.values = values
    if not plan.errors:
        _compare(plan, old)


def _kind(plan: PlannedRow) -> str:
    text = plan.row.text("kind")
    found = next((kind.value for kind in UnitKind if kind.label == text), "")
    if text and not found:
        plan.refuse("kind", f"“{text}”不在可选的单位性质中。可填：{'、'.join(UnitKind.labels)}，或空着。")
    return found


def _parent(plan: PlannedRow, names: UnitNames) -> str:
    text = plan.row.text("parent")
    if not text:
        return ""
    try:
        return names.code_of(text)
    except ValueError as refusal:
        plan.refuse("parent", str(refusal))
        return ""


def _compare(plan: PlannedRow, old: Department | None) -> None:
    if old is None:
        plan.state = RowState.NEW
        return
    before, after = _facts(old), _shown(plan.values)
    plan.notes = [
        f"{key}：{before[key] or '空'} → {after[key]}" for key in after if before[key] != after[key]
    ]
    plan.state = RowState.CHANGED if plan.notes else RowState.SAME


def _facts(unit: Department) -> dict[str, str]:
    values = {name: getattr(unit, name) for name in ("name", "kind", "active")}
    return _shown(values | {"parent": unit.parent.code if unit.parent else ""})


def _shown(values: dict) -> dict[str, str]:
    return {
        "名称": values["name"],
        "主管部门": values["parent"],
        "单位性质": UnitKind(values["kind"]).label if values["kind"] else "",
        "启用": "是" if values["active"] else "否",
    }


def _is_circle(code: str, parents: dict[str, str]) -> bool:
    seen = {code}
    while code := parents.get(code, ""):
        if code in seen:
            return True
        seen.add(code)
    return False


def write_units(plan: Plan, *, by) -> None:
    """Store what is new and changed, superiors first, and record each; in the caller's transaction."""
    units = {unit.code: unit for unit in Department.objects.select_for_update().order_by("pk")}
    waiting = {planned.values["code"]: planned for planned in plan.to_write}
    events: list[Event] = []
    while waiting:
        ready = [p for p in waiting.values() if p.values["parent"] not in waiting]
        for planned in ready:
            events.append(_store(planned, units, by))
            del waiting[planned.values["code"]]
    record_all(events)
    transaction.on_commit(lambda: code_lists_changed(by=by))


def _store(planned: PlannedRow, units: dict[str, Department], by) -> Event:
    values = dict(planned.values)
    parent = values.pop("parent")
    old = units.get(values["code"])
    before = _facts(old) if old else None
    unit = old or Department()
    for key, value in values.items():
        setattr(unit, key, value)
    unit.parent = units[parent] if parent else None
    unit.save()
    units[unit.code] = unit
    verb = Verb.CHANGE if old else Verb.CREATE
    return Event(verb, by=by, obj=unit, before=before, after=_facts(unit), note="导入单位清单")
