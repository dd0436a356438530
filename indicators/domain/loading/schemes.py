"""Loading the shipped indicator trees; a tree that exists already is left alone."""

import json
from pathlib import Path

from django.db import transaction

from indicators.models import IndicatorCategory, IndicatorScheme


def load_schemes(*, path: Path) -> int:
    """Add the schemes of a JSON file that are missing, with both tiers; returns how many were added."""
    known = set(IndicatorScheme.objects.values_list("code", flat=True))
    missing = [tree for tree in json.loads(path.read_text(encoding="utf-8")) if tree["code"] not in known]
    with transaction.atomic():
        for tree in missing:
            _add_scheme(tree)
    return len(missing)


def _add_scheme(tree: dict) -> None:
    scheme = IndicatorScheme.objects.create(code=tree["code"], name=tree["name"], source=tree["source"])
    position = 0
    for first in tree["categories"]:
        position += 1
        parent = IndicatorCategory.objects.create(
            scheme=scheme, name=first["name"], weight=first.get("weight"), position=position
        )
        for second in first["children"]:
            position += 1
            IndicatorCategory.objects.create(
                scheme=scheme, parent=parent, name=second["name"], position=position,
                required=second.get("required", False),
            )  # fmt: skip
