"""From the uploaded file to what is written: read it, change the mapping, write all of it or nothing."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from projects.enums import ListKind, ListState
from projects.models import ListUpload

from .codes import plan_codes, write_codes
from .people import plan_people, write_people
from .plan import Plan
from .reading import guessed_mapping, missing_fields, read_sheets, rows_of
from .units import plan_units, write_units

PLANNERS = {ListKind.UNITS: plan_units, ListKind.CODES: plan_codes, ListKind.PEOPLE: plan_people}
WRITERS = {ListKind.UNITS: write_units, ListKind.CODES: write_codes, ListKind.PEOPLE: write_people}
OVERTAKEN = "这份清单已经写入或取消，没有重复操作。"
ADDED_MEANWHILE = "写入时有人刚添加了相同的编码或用户名，一行也没有写入。请看新的预览再写入。"
NOT_WRITABLE = "清单中有错，或没有需要写入的内容，一行也没有写入。请看预览。"


def start_upload(*, kind: ListKind, content: bytes, filename: str, by) -> ListUpload:
    """Read the file and keep it for the preview. Raises UnreadableFile with a sentence for the sender."""
    sheets = read_sheets(content, filename=filename, kind=kind)
    with transaction.atomic():
        upload = ListUpload.objects.create(
            kind=kind,
            owner=by,
            filename=filename[-200:],
            sheets=sheets,
            mapping=guessed_mapping(kind, sheets),
        )
        record(Verb.CREATE, by=by, obj=upload, note="上传清单")
    return upload


def plan_of(upload: ListUpload) -> Plan | None:
    """What writing would do now; None while a required column is missing, or when it is over."""
    if upload.state != ListState.READ or missing_fields(upload.kind, upload.mapping):
        return None
    return PLANNERS[upload.kind](list(rows_of(upload.sheets, upload.mapping)))


def change_mapping(*, upload: ListUpload, mapping: dict[str, str], by) -> bool:
    """Say by hand what the columns mean. False when the list was written or discarded meanwhile."""
    with transaction.atomic():
        changed = ListUpload.objects.filter(pk=upload.pk, state=ListState.READ).update(mapping=mapping)
        if changed:
            record(Verb.CHANGE, by=by, obj=upload, before=upload.mapping, after=mapping, note="列对应")
    return bool(changed)


def write_upload(*, upload: ListUpload, by) -> Plan:
    """Write the whole list, or nothing and a ValidationError that says why.

    The plan is made anew under the lock, so that it is judged by what is stored at that moment.
    """
    try:
        with transaction.atomic():
            held = ListUpload.objects.select_for_update().get(pk=upload.pk)
            if held.state != ListState.READ:
                raise ValidationError(OVERTAKEN)
            plan = plan_of(held)
            if plan is None or not plan.is_writable:
                raise ValidationError(NOT_WRITABLE)
            held.state = ListState.WRITTEN
            held.counts = {state.value: n for state, n in plan.counts.items()}
            held.sheets = []  # names and roles of people are kept where they belong, not twice
            held.save(update_fields=["state", "counts", "sheets"])
            _write(held.kind, plan, by)
            record(Verb.IMPORT, by=by, obj=held, after={s.label: n for s, n in plan.counts.items() if n})
    except IntegrityError as error:
        raise ValidationError(ADDED_MEANWHILE) from error
    return plan


def _write(kind: str, plan: Plan, by) -> None:
    """What the plan found right is refused only because somebody added it since."""
    try:
        WRITERS[kind](plan, by=by)
    except ValidationError as error:
        raise ValidationError(ADDED_MEANWHILE) from error


def discard_upload(*, upload: ListUpload, by) -> bool:
    """Forget the file. False when it was written or discarded before."""
    with transaction.atomic():
        waiting = ListUpload.objects.filter(pk=upload.pk, state=ListState.READ)
        changed = waiting.update(state=ListState.DISCARDED, sheets=[])
        if changed:
            record(Verb.DELETE, by=by, obj=upload, note="取消清单导入")
    return bool(changed)
