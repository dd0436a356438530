"""Loading the shipped code lists, and telling the performance side when one of them has changed.

What an administrator changed since the last loading stays as he left it.
"""

import csv
from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from ..models import FunctionalSubject, FundSource

_followers: list[Callable] = []


def follow_code_lists(follower: Callable) -> Callable:
    """Register `follower(by=user)`, to be called after a code list was changed by hand or by a file."""
    _followers.append(follower)
    return follower


def code_lists_changed(*, by) -> None:
    for follower in _followers:
        follower(by=by)


def load_code_lists(*, folder: Path) -> dict[str, int]:
    """Add the entries of functional_subjects.tsv and fund_sources.tsv that are missing; returns how many."""
    lists = {"functional_subjects.tsv": FunctionalSubject, "fund_sources.tsv": FundSource}
    with transaction.atomic():
        return {model._meta.verbose_name: _add_missing(folder / name, model) for name, model in lists.items()}


def _add_missing(path: Path, model) -> int:
    known = set(model.objects.values_list("code", flat=True))
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["code"] not in known]
    for row in sorted(rows, key=lambda row: len(row["code"])):  # parents first: the path needs their names
        entry = model(code=row["code"], name=row["name"])
        entry.full_clean()
        entry.save()
    return len(rows)
