"""A unit of the code list: a new one by hand."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb

from ..models import Department
from .code_lists import code_lists_changed


def create_unit(*, unit: Department, by) -> Department:
    """Store a new unit and record it. Raises ValidationError when its code was taken meanwhile."""
    try:
        with transaction.atomic():
            unit.save(force_insert=True)
            after = {"编码": unit.code, "名称": unit.name, "主管部门": str(unit.parent or "")}
            record(Verb.CREATE, by=by, obj=unit, after=after)
    except IntegrityError as error:
        raise ValidationError(f"刚刚有人建立了编码为 {unit.code} 的单位。请到单位列表看看。") from error
    code_lists_changed(by=by)
    return unit


def lock_active(unit: Department) -> Department:
    """The unit, held until the transaction ends, so that it is not closed meanwhile.

    Raises ValidationError when it is closed already.
    """
    held = Department.objects.select_for_update(no_key=True).get(pk=unit.pk)
    if not held.active:
        into = f"，已并入 {held.successor.label}" if held.successor else ""
        raise ValidationError({"department": f"{held.label} 已停用{into}。请在现在的单位下办理。"})
    return held
