"""Which backups stay: the newest, and the first of each month."""

import pytest

from perfgoals.backup.domain import KEEP_MONTHS, KEEP_NEWEST, rotate

pytestmark = pytest.mark.pure


def backups(folder, days):
    for day in days:
        (folder / f"{day}-020000.perfgoals.tar").touch()


def left(folder):
    return sorted(path.name[:8] for path in folder.iterdir())


def test_a_month_of_backups_leaves_the_newest_and_the_first(tmp_path):
    backups(tmp_path, [f"202611{day:02}" for day in range(1, 31)])
    assert len(rotate(tmp_path)) == 30 - KEEP_NEWEST - 1
    assert left(tmp_path) == ["20261101", *(f"202611{day}" for day in range(17, 31))]


def test_of_two_years_the_last_twelve_months_stay(tmp_path):
    backups(tmp_path, [f"{year}{month:02}01" for year in (2025, 2026) for month in range(1, 13)])
    rotate(tmp_path)
    assert left(tmp_path) == [f"2025{month}01" for month in (11, 12)] + [
        f"2026{month:02}01" for month in range(1, 13)
    ]
    assert len(left(tmp_path)) == max(KEEP_MONTHS, KEEP_NEWEST)


def test_few_backups_all_stay_and_other_files_are_left_alone(tmp_path):
    backups(tmp_path, ["20261101", "20261102"])
    (tmp_path / "notes.txt").touch()
    assert rotate(tmp_path) == []
    assert len(list(tmp_path.iterdir())) == 3
