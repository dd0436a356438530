"""Anchors 锚点: the end of the chain on a day, kept where whoever holds the server can't reach.

A chain that was cut short, emptied, or written anew as a whole with the key is still caught by an anchor that
the auditor has: printed on paper, or in a folder on another machine (PERFGOALS_ANCHORS).
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from .domain import Breach
from .models import AuditEvent, AuditHead

_TEXT = re.compile(r"(\d+):([0-9a-f]{64})")


class BadAnchor(ValueError):
    """What was given is no anchor; the text says what one looks like."""


@dataclass(frozen=True)
class Anchor:
    """On this moment the chain had `number` rows, and the last had this hash."""

    number: int
    hash: str
    at: str = ""

    @property
    def groups(self) -> list[str]:
        """The hash in groups of eight, to be compared by eye."""
        return [self.hash[n : n + 8] for n in range(0, len(self.hash), 8)]

    def __str__(self):
        return f"{self.number}:{self.hash}"


def present_anchor() -> Anchor:
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    return Anchor(head.number, head.hash, timezone.localtime().isoformat(timespec="seconds"))


def anchor_folder() -> Path:
    return Path(settings.ANCHOR_DIR)


def keep_daily_anchor() -> Path | None:
    """Write today's anchor unless it is there; the first worker of the day does it."""
    anchor = present_anchor()
    path = anchor_folder() / f"{timezone.localdate():%Y-%m-%d}.json"
    if not anchor.number or path.exists():
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    # Whole or not at all: half of one, as a full disk leaves it, would be the day's anchor for ever.
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(json.dumps({"number": anchor.number, "hash": anchor.hash, "at": anchor.at}), "utf-8")
        draft.chmod(0o444)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    return path


def read_anchor(given: str) -> Anchor:
    """From the name of a file, or `number:hash` as it is printed (blanks between the groups do not count)."""
    if match := _TEXT.fullmatch(re.sub(r"\s", "", given).lower()):
        return Anchor(int(match[1]), match[2])
    try:
        content = json.loads(Path(given).read_text("utf-8"))
        return Anchor(int(content["number"]), str(content["hash"]), str(content.get("at", "")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadAnchor(
            f"“{given}”不是锚点。请给出锚点文件，或打印件上的“序号:校验值”（校验值 64 位）。"
        ) from error


def check_anchor(anchor: Anchor) -> Iterator[Breach]:
    """What in the chain is not as it was when the anchor was taken."""
    event = AuditEvent.objects.filter(number=anchor.number).first()
    if event is None:
        yield Breach(anchor.number, f"锚点所记的第 {anchor.number} 号记录已不存在：审计记录被清空或截短。")
    elif event.hash != anchor.hash:
        yield Breach(anchor.number, f"第 {anchor.number} 号记录与锚点不符：它或它之前的记录被整体改写。")
