"""Storing a measuring table together with its filing: made with its first values, locked once handed in."""

from collections.abc import Sequence

from filings.locking import refuse_locked
from filings.models import Filing
from projects.models import Project

from ..checks.common import paired
from ..subject import ApprovedRow, MeasuredProject, MeasuredRow


def store_table(model, *, kind: str, project: int, fields: dict, by, **at):
    """The table of `project` with these fields, its filing one revision on; made where there is none yet.

    Call it inside a transaction: the project is locked first, so that two people make one table. `at` names
    the table among those of the project (the round). Raises TableLocked before anything is changed.
    """
    owner = Project.objects.select_for_update().get(pk=project)
    table = model.objects.filter(project=owner, **at).first()
    if table is None:
        filing = Filing.objects.create(
            kind=kind, cycle_id=owner.cycle_id, department_id=owner.department_id, updated_by=by
        )
        return model.objects.create(project=owner, filing=filing, **at, **fields)
    filing = Filing.objects.select_for_update().get(pk=table.filing_id)
    refuse_locked(filing)
    filing.revision, filing.updated_by = filing.revision + 1, by
    filing.save(update_fields=["revision", "updated_by", "updated_at"])
    for name, value in fields.items():
        setattr(table, name, value)
    table.save()
    table.filing = filing
    return table


def with_approved_keys(rows: Sequence[dict], approved: Sequence[ApprovedRow] | None) -> list[dict]:
    """The rows to store, each with the row of the goal table that it measures where that is certain."""
    if all("approved_key" in row for row in rows):
        return list(rows)
    texts = ("tier1", "tier2", "name", "target")
    measured = [MeasuredRow(place, **{name: row[name] for name in texts}) for place, row in enumerate(rows)]
    project = MeasuredProject(0, "", "", "", approved=tuple(approved or ()), rows=tuple(measured))
    keys = {row.key: known.key for row, known in paired(project)[0]}
    return [row | {"approved_key": keys.get(place)} for place, row in enumerate(rows)]
