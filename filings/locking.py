"""The lock: a table that is handed in stays as it is until it is withdrawn, returned or opened again.

Saving asks this of the filing whose row it holds; imports, attachments and deletion ask the filing itself
(`is_editable`), in words of their own. That nobody changed a locked one past the program is shown by
`filings.domain.proof` and the kept versions.
"""

from .enums import FilingStatus


class TableLocked(Exception):
    """The table is not the unit's to change; says so in a sentence, with its kind and status."""


def refuse_locked(filing) -> None:
    """Raise TableLocked unless the unit may change the table of this filing; its row must be locked."""
    if filing.status not in FilingStatus.editable():
        raise TableLocked(locked_words(filing))


def locked_words(filing) -> str:
    """Why nothing can be changed, for people."""
    return f"{filing.kind_of.label}现在是“{filing.get_status_display()}”，不能修改。"
