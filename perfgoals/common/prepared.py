"""Queries that every page asks: put together once, asked each time.

Django takes up to ten times as long to put a query together as the database takes to answer it, and on each
page the bell asks the same for the same person. Only the question is kept, never an answer.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

KEPT = 1000


@dataclass(frozen=True)
class PreparedQuery:
    """`put` makes the queryset; `key` says everything in which it can differ from another of its kind.

    For numbers and texts only: what a database returns is not converted to what a field makes of it.
    """

    key: Hashable
    put: Callable[[], QuerySet] = field(compare=False)

    def rows(self) -> list[tuple]:
        """The rows as they are now; one query, none where the queryset can have no rows."""
        statement = _statement(self, connection.vendor)
        if statement is None:
            return []
        with connection.cursor() as cursor:
            cursor.execute(*statement)
            return cursor.fetchall()

    def number(self) -> int:
        """The one number that the queryset asks for; 0 without a row."""
        return next((row[0] for row in self.rows()), 0)


@lru_cache(maxsize=KEPT)
def _statement(query: PreparedQuery, vendor: str) -> tuple[str, tuple] | None:
    try:
        return query.put().query.sql_with_params()
    except EmptyResultSet:
        return None
