"""Which projects of a unit are alike, in time that grows linearly with their number.

Pairs are only compared where they share a key: one of the smallest hashes (MinHash) of the letter runs of the
name, of those of the objective, or of the rows, or an indicator that no third project has. Texts that are
mostly equal share such a key almost surely. Of many projects with one key each is compared with the next few.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from zlib import crc32

from rapidfuzz import fuzz

from .subject import CheckedProject

_HASHES = 12
_NEIGHBOURS = 4
_SAME_ROWS = 0.75
_PARTICULAR_ROWS = 3
# Objectives shorter than this are too alike to mean anything, empty drafts above all.
_SHORT = 12
_BLANKS = re.compile(r"[\W_]+")


def alike(
    members: Sequence[CheckedProject], threshold: float
) -> Iterator[tuple[CheckedProject, CheckedProject, str]]:
    """Pairs that are alike, each once, with the reason in Chinese.

    `threshold` (0–100) is for the mean likeness of name and objective.
    """
    features = [_Features(project) for project in members]
    for first, second in _candidates(features):
        if reason := _likeness(features[first], features[second], threshold):
            yield members[first], members[second], reason


class _Features:
    """What is compared of one project, computed once."""

    __slots__ = ("name", "names", "objective", "particular", "rows")

    def __init__(self, project: CheckedProject) -> None:
        self.name = _BLANKS.sub("", project.name)
        self.objective = _BLANKS.sub("", project.overall_objective)
        rows = [row for row in project.rows if row.applies]
        self.names = {row.name for row in rows}
        self.rows = {(row.name, row.annual_target) for row in rows if row.annual_target.strip()}
        self.particular: set[str] = set()

    def hashes(self) -> Iterator[tuple[str, int | str]]:
        """The keys under which the project is looked up."""
        for label, text, length in (("name", self.name, 3), ("objective", self.objective, 4)):
            runs = {text[i : i + length] for i in range(max(1, len(text) - length + 1))}
            for value in sorted(map(_hash, runs))[:_HASHES]:
                yield label, value
        for value in sorted([crc32(repr(row).encode()) for row in self.rows])[:_HASHES]:
            yield "row", value
        for name in self.particular:
            yield "particular", name


# Runs of letters are words of budget language: most stand in many texts.
@lru_cache(maxsize=32768)
def _hash(run: str) -> int:
    return crc32(run.encode("utf-8", "replace"))


def _candidates(features: list[_Features]) -> Iterator[tuple[int, int]]:
    """Pairs of positions worth comparing, each once."""
    frequency = Counter(name for feature in features for name in feature.names)
    buckets: dict[tuple[str, int | str], list[int]] = defaultdict(list)
    for position, feature in enumerate(features):
        if len(features) > 2 * _NEIGHBOURS:
            feature.particular = {name for name in feature.names if frequency[name] == 2}
        for key in feature.hashes():
            buckets[key].append(position)
    seen = set()
    for bucket in buckets.values():
        for index, first in enumerate(bucket):
            for second in islice(bucket, index + 1, index + 1 + _NEIGHBOURS):
                if (first, second) not in seen:
                    seen.add((first, second))
                    yield first, second


def _likeness(first: _Features, second: _Features, threshold: float) -> str:
    """Why two projects are alike, or nothing."""
    same = len(first.rows & second.rows)
    if (
        same >= _SAME_ROWS * (len(first.rows) + len(second.rows) - same)
        and len(first.rows) >= _PARTICULAR_ROWS
    ):
        return f"有 {same} 条指标及其值完全相同"
    shared = len(first.particular & second.particular)
    if shared >= _PARTICULAR_ROWS and shared * 3 >= min(len(first.names), len(second.names)):
        return f"有 {shared} 条其他项目没有的相同指标"
    if min(len(first.objective), len(second.objective)) < _SHORT:
        return ""
    # Below the score that is still needed nothing is measured exactly.
    names = fuzz.ratio(first.name, second.name, score_cutoff=max(0, 2 * threshold - 101))
    needed = max(0, 2 * threshold - names - 1)
    likeness = (names + fuzz.ratio(first.objective, second.objective, score_cutoff=needed)) / 2
    return f"的名称和绩效目标相似度为 {likeness:.0f}%" if likeness >= threshold else ""
