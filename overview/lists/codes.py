"""The list of codes: 资金类型 and 功能科目, with the days from and to which a code is valid."""

import re

from django.core.exceptions import ValidationError
from django.db import transaction

from perfgoals.audit.domain import Event, record_all
from perfgoals.audit.enums import Verb
from projects.domain.code_lists import code_lists_changed
from projects.models import FunctionalSubject, FundSource

from .plan import Plan, PlannedRow, RowState, refuse_twice, yes_or_no
from .reading import ListRow, read_date

MODELS = {"资金类型": FundSource, "功能科目": FunctionalSubject}
_LIKELY = (("资金", "资金类型"), ("科目", "功能科目"), ("功能", "功能科目"))
_OTHERS = ("经济", "会计", "政府采购")  # lists of codes that the tables of goals do not use
_COMPARED = ("name", "valid_from", "valid_to", "active")
_WORDS = {"name": "名称", "valid_from": "启用日期", "valid_to": "停用日期", "active": "启用"}
_JOINED = re.compile(r"(\d+)\s*[-—－ ]?\s*(\D.*)")


def plan_codes(rows: list[ListRow]) -> Plan:
    """Compare with the codes there are. An empty cell leaves what is stored; nothing is written."""
    stored = {label: {entry.code: entry for entry in model.objects.all()} for label, model in MODELS.items()}
    planned = [PlannedRow(_split(row)) for row in rows]
    for plan in planned:
        plan.values["list"] = _list_of(plan)
    for label in MODELS:
        own = [plan for plan in planned if plan.values["list"] == label]
        refuse_twice(own, ("code",), "code", f"{label}编码")
        codes = set(stored[label]) | {plan.row.text("code") for plan in own}
        for plan in own:
            _read(plan, stored[label], codes)
    return Plan(planned)


def _split(row: ListRow) -> ListRow:
    """“2013299其他组织事务支出” in the column of codes is a code and a name."""
    joined = _JOINED.fullmatch(row.text("code"))
    if joined is None or row.text("name") not in ("", joined[2]):
        return row
    return ListRow(row.sheet, row.number, row.texts | {"code": joined[1], "name": joined[2]})


def _list_of(plan: PlannedRow) -> str:
    """What the row says, else what the name of its sheet says."""
    said = plan.row.text("list")
    text = said or plan.row.sheet
    for part, label in _LIKELY:
        if part in text and not any(other in text for other in _OTHERS):
            return label
    if said:
        plan.refuse("list", f"“{said}”不是代码的种类。请填“资金类型”或“功能科目”。")
    else:
        plan.refuse("list", "没有写明是资金类型还是功能科目。请加一列“种类”，或在工作表名中写明。")
    return ""


def _read(plan: PlannedRow, stored: dict, codes: set[str]) -> None:
    row, model = plan.row, MODELS[plan.values["list"]]
    old = stored.get(row.text("code"))
    values = {"code": row.text("code"), "name": row.text("name") or (old.name if old else "")}
    for key in ("valid_from", "valid_to"):
        values[key] = _date(plan, key) or (getattr(old, key) if old else None)
    active = yes_or_no(plan)
    values["active"] = active if active is not None else (old.active if old else True)
    if None not in (values["valid_from"], values["valid_to"]) and values["valid_to"] < values["valid_from"]:
        plan.refuse("valid_to", "停用日期早于启用日期。请核对。")
    try:
        model(**values).clean_fields(exclude=["level"])
    except ValidationError as refusal:
        for key, messages in refusal.message_dict.items():
            plan.refuse(key, messages[0])
    plan.values |= values
    if plan.errors:
        return
    if model is FunctionalSubject and (lacking := _lacking_parent(values["code"], codes)):
        plan.notes.append(f"上级 {lacking} 还没有，全称中先显示编码")
    _compare(plan, old)


def _date(plan: PlannedRow, key: str):
    text = plan.row.text(key)
    try:
        return read_date(text)
    except ValueError:
        plan.refuse(key, f"“{text}”不是日期。请写成 2026-01-01 的样子。")
        return None


def _lacking_parent(code: str, codes: set[str]) -> str:
    parent = code[:-2] if len(code) > 3 else ""
    return parent if parent and parent not in codes else ""


def _compare(plan: PlannedRow, old) -> None:
    if old is None:
        plan.state = RowState.NEW
        return
    changed = [key for key in _COMPARED if plan.values[key] != getattr(old, key)]
    plan.notes += [f"{_WORDS[k]}：{_shown(getattr(old, k))} → {_shown(plan.values[k])}" for k in changed]
    plan.state = RowState.CHANGED if changed else RowState.SAME


def _shown(value) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value or "空")


def write_codes(plan: Plan, *, by) -> None:
    """Store what is new and changed, 类 before 款 before 项, and record each; in the caller's transaction."""
    events = []
    for label, model in MODELS.items():
        own = [planned for planned in plan.to_write if planned.values["list"] == label]
        entries = {entry.code: entry for entry in model.objects.select_for_update().order_by("pk")}
        for planned in sorted(own, key=lambda p: (len(p.values["code"]), p.values["code"])):
            entry = entries.get(planned.values["code"])
            before = {_WORDS[k]: _shown(getattr(entry, k)) for k in _COMPARED} if entry else None
            verb, entry = (Verb.CHANGE, entry) if entry else (Verb.CREATE, model(code=planned.values["code"]))
            for key in _COMPARED:
                setattr(entry, key, planned.values[key])
            entry.save()
            after = {_WORDS[k]: _shown(getattr(entry, k)) for k in _COMPARED}
            events.append(Event(verb, by=by, obj=entry, before=before, after=after, note="导入代码清单"))
    record_all(events)
    transaction.on_commit(lambda: code_lists_changed(by=by))
