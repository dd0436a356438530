"""How right the checks are on the corpus: counts by kind, and the bars they have to reach.

* recall: the share of injected errors where a finding stands at the right place (the same field or the same
  indicator row) and speaks about that kind of fault (`checks.toml`, `fits`).
* false alarm: a finding on a clean project; on a control, a finding that its clean project does not have, so
  that each is counted once. 强制 and 提示 are counted apart.
* advice right: among the 提示 on injected cases and clean projects, the share that is expected. Not counted:
  what the clean project has too (counted there), and what follows from the fault (`also`).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from .cases import Case
from .runner import Outcome, Said

LEAST_RECALL = 0.93
LEAST_ADVICE_RIGHT = 0.85


@dataclass(frozen=True)
class Figures:
    """The outcomes of one run with what is counted in them."""

    outcomes: list[Outcome]
    alarms: dict[str, list[Said]] = field(default_factory=dict)

    @cached_property
    def injected(self) -> list[Outcome]:
        return self._of("injected")

    @property
    def missed(self) -> list[Outcome]:
        return [outcome for outcome in self.injected if not outcome.found]

    @property
    def recall(self) -> float:
        return _share(len(self.injected) - len(self.missed), len(self.injected))

    @property
    def too_mild(self) -> list[Outcome]:
        """Found, but as 提示 where 强制 is expected."""
        return [outcome for outcome in self.injected if outcome.found and not outcome.at_level]

    def false_alarms(self, *sorts: str, blocking: bool) -> list[tuple[Outcome, Said]]:
        return [
            (outcome, said)
            for outcome in self._of(*sorts)
            for said in self.alarms[outcome.case.id]
            if said.blocks == blocking
        ]

    def alarmed(self, *sorts: str) -> int:
        """How many cases of these sorts have a false alarm of any level."""
        return sum(bool(self.alarms[outcome.case.id]) for outcome in self._of(*sorts))

    @property
    def advice(self) -> tuple[int, int]:
        """(提示 that are expected, all 提示) on injected cases and clean projects."""
        right = sum(not said.blocks for outcome in self.injected for said in outcome.expected)
        wrong = len(self.false_alarms("injected", "clean", blocking=False))
        return right, right + wrong

    @property
    def advice_right(self) -> float:
        return _share(*self.advice)

    @property
    def doubles(self) -> int:
        """Expected findings beyond the first of their case: two sentences for one fault."""
        return sum(len(outcome.expected) - 1 for outcome in self.injected if outcome.found)

    @property
    def right_values(self) -> tuple[int, int]:
        """(cases whose right value is said, cases where it is certain)."""
        certain = [outcome for outcome in self.injected if outcome.case.right]
        return sum(outcome.right_value_given for outcome in certain), len(certain)

    def by_kind(self) -> list[tuple[str, str, int, int]]:
        """(group, kind, found, of) of the injected errors."""
        of = Counter((outcome.case.group, outcome.case.kind) for outcome in self.injected)
        found = Counter((o.case.group, o.case.kind) for o in self.injected if o.found)
        return [(*kind, found[kind], count) for kind, count in sorted(of.items())]

    def _of(self, *sorts: str) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.case.sort in sorts]


def figures_of(outcomes: Iterable[Outcome], *, clean: Iterable[Outcome] = ()) -> Figures:
    """The figures of a run. `clean`: outcomes on the clean projects that are not in the run."""
    outcomes = list(outcomes)
    on_clean = {o.case.tables[0].id: o for o in [*outcomes, *clean] if o.case.sort == "clean"}
    return Figures(outcomes, {outcome.case.id: _alarms(outcome, on_clean) for outcome in outcomes})


def shortfalls(figures: Figures) -> list[str]:
    """Which bars are missed, in words; empty when all are reached."""
    bars = [
        (figures.recall >= LEAST_RECALL, f"recall {figures.recall:.3f} < {LEAST_RECALL}"),
        (
            not figures.false_alarms("clean", "control", blocking=True),
            f"强制 on right tables: {len(figures.false_alarms('clean', 'control', blocking=True))}",
        ),
        (
            figures.advice_right >= LEAST_ADVICE_RIGHT,
            f"advice right {figures.advice_right:.3f} < {LEAST_ADVICE_RIGHT}",
        ),
    ]
    return [words for reached, words in bars if not reached]


def _alarms(outcome: Outcome, on_clean: dict[str, Outcome]) -> list[Said]:
    """The false alarms of a case that its clean projects do not have as well."""
    if outcome.case.sort == "clean":
        return list(outcome.said)
    parents = [on_clean[table.id] for table in outcome.case.parents if table.id in on_clean]
    known = {(said.check, said.field, said.row) for parent in parents for said in parent.said}
    before = _names_before(outcome.case)
    return [
        said
        for said in outcome.unexpected
        if (said.check, said.field, before.get(said.row, said.row)) not in known
    ]


def _names_before(case: Case) -> dict[str, str]:
    """What the renamed rows of a case are called in its clean project."""
    before, after = case.parents[-1].rows, case.tables[-1].rows
    return {new.name: old.name for old, new in zip(before, after, strict=False) if len(before) == len(after)}


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
