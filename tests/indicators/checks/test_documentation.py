"""docs/checks.md says for every check what it found on the seed; the figures must be today's."""

import re
from collections import Counter
from pathlib import Path

from indicators.checks import CHECKS
from indicators.enums import CheckOutcome
from tests.indicators.checks.test_seed import findings

PAGE = (Path(__file__).parents[3] / "docs" / "checks.md").read_text("utf-8")
ROWS = re.findall(r"^\| `(\w+)`[^|]*\| (\S+) \| (\d+) \| (\d+) \| (\d+) \|", PAGE, re.MULTILINE)


def test_every_check_has_its_row_in_the_registered_order():
    assert [row[0] for row in ROWS] == list(CHECKS)


def test_levels_hits_and_undecided_are_those_of_the_seed():
    counts = Counter((check_id, finding.outcome) for finding in findings() for check_id in finding.ids)
    for check_id, level, hits, _, undecided in ROWS:
        found, unsure = counts[check_id, CheckOutcome.FINDING], counts[check_id, CheckOutcome.UNDECIDED]
        assert (check_id, level, int(hits), int(undecided)) == (
            check_id,
            CHECKS[check_id].level.label,
            found,
            unsure,
        )


def test_the_share_of_right_findings_reaches_the_bar():
    for level, bar in (("强制", 0.9), ("提示", 0.75)):
        rows = [row for row in ROWS if row[1] == level]
        hits, right = sum(int(row[2]) for row in rows), sum(int(row[3]) for row in rows)
        assert right >= bar * hits
        stated = re.search(rf"Right among {level}: (\d+) of (\d+)", PAGE)
        assert (int(stated[1]), int(stated[2])) == (right, hits)
