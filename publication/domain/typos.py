"""The list of wrong words that 财政 keeps."""

from django.db import transaction

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb

from ..models import Typo


def add_typo(*, typo: Typo, by) -> Typo:
    with transaction.atomic():
        typo.save()
        record(Verb.CREATE, by=by, obj=typo, after={"例外": typo.exceptions, "强制": typo.blocking})
    return typo


def drop_typo(*, typo: Typo, by) -> None:
    with transaction.atomic():
        name = str(typo)
        record_of = {"例外": typo.exceptions, "强制": typo.blocking}
        typo.delete()
        record(Verb.DELETE, by=by, name=name, before=record_of)
