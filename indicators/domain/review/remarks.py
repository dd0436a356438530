"""Remarks on a goal table: the rows they are pinned to."""

from filings.domain.remarks import RemarkedRow
from indicators.models import Indicator


def remarked_row(indicator: Indicator) -> RemarkedRow:
    return RemarkedRow(indicator.pk, indicator.name, indicator.category.name)


def rows_of_remarks(remarks, indicators) -> dict[int, Indicator | None]:
    """Remark key → the row it belongs to now: its own, else one of the same name, else None."""
    by_key = {indicator.pk: indicator for indicator in indicators}
    by_name = {(i.category.name, i.name): i for i in indicators}
    return {
        remark.pk: by_key.get(remark.row_key) or by_name.get((remark.row_group, remark.row_name))
        for remark in remarks
    }
