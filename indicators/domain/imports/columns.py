"""列对应: which column of an uploaded table means what, where its title does not say it surely enough."""

from indicators.models import LayoutMapping, TableImport
from perfgoals.audit.domain import changed_values, record
from perfgoals.audit.enums import Verb
from reading.blocks import ImportedFile
from reading.fields import FIELD

LEFT_OUT = "不导入"


def remembered_mappings(user) -> dict[str, dict[str, str]]:
    """What this person said of earlier files: signature → column → field or "". Nobody else's counts."""
    return dict(LayoutMapping.objects.filter(owner=user).values_list("signature", "columns"))


def remember_mapping(*, by, mapping: dict[str, dict[str, str]], filename: str) -> None:
    """Keep it for the next files of `by`; the audit tells what it says now and said before."""
    earlier = remembered_mappings(by)
    for signature, columns in mapping.items():
        if earlier.get(signature) == columns:
            continue
        kept, created = LayoutMapping.objects.update_or_create(
            owner=by, signature=signature, defaults={"columns": columns}
        )
        before, after = changed_values(_labels(earlier.get(signature, {})), _labels(columns))
        record(
            Verb.CREATE if created else Verb.CHANGE, by=by, obj=kept, before=before, after=after,
            note=f"列对应：{filename}",
        )  # fmt: skip


def _labels(columns: dict[str, str]) -> dict[str, str]:
    return {key: FIELD[field].label if field else LEFT_OUT for key, field in columns.items()}


def needs_mapping(file: ImportedFile, table_import: TableImport) -> bool:
    """Somebody should look at the columns: nothing could be read, or a column of a table that was read
    probably means something."""
    open_columns = [column for column in file.unmapped if column.signature not in table_import.mapping]
    tables = {sheet.name for sheet in file.sheets if sheet.blocks}
    return any(not file.blocks or (column.suggestion and column.sheet in tables) for column in open_columns)
