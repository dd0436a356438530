"""Storing very many rows of one model whose ids nobody needs."""

from collections.abc import Callable, Iterable

from django.db import connection, models


def insert_rows(objects: Iterable[models.Model]) -> None:
    """INSERT unstored objects of one model as `bulk_create` would, without reading their ids back.

    `bulk_create` builds an expression for every value and was half of an import; here a value only goes
    through its field where the field changes it. The database's constraints hold as ever.
    """
    objects = list(objects)
    if not objects:
        return
    model = type(objects[0])
    fields = [f for f in model._meta.concrete_fields if not f.primary_key and not f.generated]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    readers = [_reader(field) for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})",
            [[read(one) for read in readers] for one in objects],
        )


def _reader(field: models.Field) -> Callable[[models.Model], object]:
    """How a field's value is read from an object for the database."""
    name = field.attname
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return lambda one: field.get_db_prep_save(field.pre_save(one, True), connection)
    if isinstance(field, models.CharField | models.TextField):
        return lambda one: field.get_prep_value(getattr(one, name))
    if isinstance(field, models.ForeignKey | models.IntegerField | models.BooleanField):
        return lambda one: getattr(one, name)
    return lambda one: field.get_db_prep_save(getattr(one, name), connection)
