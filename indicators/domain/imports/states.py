"""The states of an import: each changes once, whoever clicks or gives it up at the same moment."""

from indicators.enums import ImportState
from indicators.models import TableImport


def is_in(table_import: TableImport, state: ImportState) -> bool:
    """Whether the import is in `state`, where it then stays until the transaction ends."""
    found = TableImport.objects.select_for_update().filter(pk=table_import.pk, state=state)
    return bool(found.values_list("pk"))


def move_on(table_import: TableImport, before, after: ImportState) -> bool:
    """The one conditional step: of two clicks only one takes it."""
    moved = TableImport.objects.filter(pk=table_import.pk, state__in=before).update(state=after)
    table_import.refresh_from_db(fields=["state"])
    return bool(moved)


def end_work(table_import: TableImport, state: ImportState, summary: dict) -> None:
    """End of a job's work, unless the owner gave the import up meanwhile."""
    busy = (ImportState.READING, ImportState.WRITING)
    TableImport.objects.filter(pk=table_import.pk, state__in=busy).update(state=state, summary=summary)
    table_import.refresh_from_db(fields=["state", "summary"])
