"""Storing very many rows of one model whose ids nobody needs."""

from collections.abc import Hashable, Iterable, Mapping, Sequence

from django.db import connection, models

from .fields import CleanCharField, CleanTextField
from .text import clean_text


def insert_rows(objects: Iterable[models.Model]) -> None:
    """INSERT unstored objects of one model as `bulk_create` would, without reading their ids back.

    `bulk_create` builds an expression for every value and was half of an import; here a value only goes
    through its field where the field changes it. The database's constraints hold as ever.
    """
    objects = list(objects)
    if objects:
        for field in _fields(model := type(objects[0])):
            if _is_stamped(field):
                for one in objects:
                    field.pre_save(one, True)
        _insert(model, [[getattr(one, field.attname) for one in objects] for field in _fields(model)])


def insert_values(model: type[models.Model], rows: Sequence[Mapping[str, object]]) -> None:
    """The same for rows that never become objects: values by field (`goal_id`), the others at their defaults.

    To build an object took longer than to store it.
    """
    if rows:
        found = [(field.attname, field.get_default()) for field in _fields(model)]
        _insert(model, [[row.get(name, default) for row in rows] for name, default in found])


def _fields(model: type[models.Model]) -> list[models.Field]:
    return [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField) and not f.generated]


def _is_stamped(field: models.Field) -> bool:
    return getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)


def _insert(model: type[models.Model], columns: list[list]) -> None:
    fields = _fields(model)
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    values = [_prepared(field, column) for field, column in zip(fields, columns, strict=True)]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})",
            list(zip(*values, strict=True)),
        )


def _prepared(field: models.Field, values: list) -> list:
    """One column as the database takes it."""
    if isinstance(field, CleanCharField | CleanTextField):
        return [clean_text(value) if isinstance(value, str) else value for value in values]
    if isinstance(field, models.ForeignKey | models.IntegerField | models.BooleanField):
        return values
    if isinstance(field, models.CharField | models.TextField):
        return [field.get_prep_value(value) for value in values]
    known: dict[Hashable, object] = {}
    return [_adapted(field, value, known) for value in values]


def _adapted(field: models.Field, value: object, known: dict[Hashable, object]) -> object:
    """Few numbers fill a column."""
    if not isinstance(field, models.DecimalField):
        return field.get_db_prep_save(value, connection)
    if value not in known:
        known[value] = field.get_db_prep_save(value, connection)
    return known[value]
