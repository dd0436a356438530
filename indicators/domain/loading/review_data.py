"""Loading the shipped 审核表 and return reasons; what an administrator changed since stays as he left it."""

import json
from pathlib import Path

from django.db import transaction

from filings.models import ReturnReason, ReviewBlock, ReviewQuestion


def load_review_data(*, path: Path) -> int:
    """Add blocks with their questions, and reasons, where a site has none; returns the rows added."""
    data = json.loads(path.read_text(encoding="utf-8"))
    with transaction.atomic():
        return _add_blocks(data["blocks"]) + _add_reasons(data["return_reasons"])


def _add_blocks(blocks) -> int:
    if ReviewBlock.objects.exists():
        return 0
    added = 0
    for position, entry in enumerate(blocks, start=1):
        block = ReviewBlock.objects.create(name=entry["name"], position=position)
        rows = [
            ReviewQuestion(block=block, position=row, **question)
            for row, question in enumerate(entry["questions"], start=1)
        ]
        added += 1 + len(ReviewQuestion.objects.bulk_create(rows))
    return added


def _add_reasons(texts) -> int:
    if ReturnReason.objects.exists():
        return 0
    rows = [ReturnReason(text=text, position=row) for row, text in enumerate(texts, start=1)]
    return len(ReturnReason.objects.bulk_create(rows))
