"""Loading the shipped field helps; what an administrator wrote stays."""

import json
from pathlib import Path

from indicators.models import FieldHelp


def load_field_help(*, path: Path) -> int:
    """Add the fields of a JSON file that have no help yet; returns how many were added."""
    known = set(FieldHelp.objects.values_list("key", flat=True))
    entries = enumerate(json.loads(path.read_text(encoding="utf-8")), start=1)
    added = [
        FieldHelp(position=position, **entry) for position, entry in entries if entry["key"] not in known
    ]
    for entry in added:
        entry.full_clean()
        entry.save()
    return len(added)
