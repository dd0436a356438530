"""Labels and columns of forms whose meaning is not certain, gathered for the page 对应列."""

from collections.abc import Collection

from openpyxl.utils import get_column_letter

from ..blocks import UnmappedColumn
from ..fields import Whose, is_group_title, likely_field
from .tables import FormTable

_MOST_SAMPLES = 3
_LONGEST_LETTERS = 3


class UnmappedLabels:
    """Those of one sheet. `signature` is that of the form being read: the same labels belong together."""

    def __init__(self, sheet: str) -> None:
        self.signature = ""
        self._sheet = sheet
        self._found: dict[tuple[str, str], UnmappedColumn] = {}

    @property
    def all(self) -> list[UnmappedColumn]:
        return list(self._found.values())

    def note(
        self, key: str, title: str, sample: str, *, taken: Collection[str], is_known: bool = False
    ) -> None:
        """One more place of a label or column; for a title that `is_known` there is nothing to propose."""
        known = self._found.get((self.signature, key))
        samples = known.samples if known else ()
        if len(samples) < _MOST_SAMPLES and sample:
            samples = (*samples, sample)
        # A label speaks of the project, a column (its letters) of an indicator.
        whose = Whose.INDICATOR if key.isascii() and len(key) <= _LONGEST_LETTERS else Whose.PROJECT
        suggestion = "" if is_known else likely_field(title, taken, whose) or ""
        self._found[self.signature, key] = UnmappedColumn(
            self._sheet, self.signature, key, title, samples, suggestion
        )

    def note_columns(self, table: FormTable, taken: Collection[str]) -> None:
        """The unknown columns of a list that has no known column of names: the first is likely to be it."""
        for column, title in table.header.unmapped().items():
            sample = next((row.text(column) for row in table.data if row.text(column)), "")
            if sample and not is_group_title(title):
                self.note(get_column_letter(column), title, sample, taken=taken)
        own = [
            key for key in self._found if key[0] == self.signature and len(key[1]) <= 3 and key[1].isascii()
        ]
        if own and not any(self._found[key].suggestion == "indicator" for key in own):
            first = self._found[own[0]]
            self._found[own[0]] = UnmappedColumn(
                first.sheet, first.signature, first.key, first.title, first.samples, "indicator"
            )
