"""A handed-in table is locked, whatever its kind."""

import pytest

from filings.enums import FilingStatus
from filings.locking import TableLocked, refuse_locked
from filings.models import Filing


@pytest.mark.parametrize("status", FilingStatus)
@pytest.mark.parametrize(("kind", "label"), [("goal", "绩效目标表"), ("evaluation", "自评表")])
def test_only_with_its_unit_it_is_open(status, kind, label):
    filing = Filing(kind=kind, status=status)
    if status in (FilingStatus.DRAFT, FilingStatus.RETURNED):
        assert filing.is_editable and refuse_locked(filing) is None
        return
    with pytest.raises(TableLocked, match=f"{label}.*{status.label}.*不能修改"):
        refuse_locked(filing)
