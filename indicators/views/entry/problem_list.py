"""The box of what is missing: problems with the place on the page that each of them links to."""

from dataclasses import dataclass
from functools import cached_property

from indicators.domain.entry.entries import GoalEntry
from indicators.domain.entry.problems import ROWS, Problem, ProblemKind
from indicators.fields import FACTS

SECTIONS = {
    "basics": ("name", "fund_source", "functional_subject", "amount"),
    "grounds": ("justification",),
    "objectives": ("overall_objective", "annual_objective"),
}
STATES = {
    "empty": "未填", "optional": "可不填", "partial": "填写中", "wrong": "有问题", "complete": "已完成",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the box; `target` is the id of the input. Beside the input the shorter text is enough."""

    target: str
    label: str
    short: str
    kind: str


class ProblemList:
    """Problems of an entry as the page shows them. `prefixes`: the form prefix of each row."""

    def __init__(self, problems: list[Problem], entry: GoalEntry, prefixes: list[str]):
        self.entry = entry
        self.problems = problems
        self.items = [self._item(problem, prefixes) for problem in problems]
        self.blocking = sum(problem.blocks for problem in problems)

    @staticmethod
    def _item(problem: Problem, prefixes: list[str]) -> Item:
        message = problem.message
        if problem.field == ROWS:
            return Item(f"add-{problem.category or 'row'}", message, message, problem.kind)
        if problem.row is None:
            name = FACTS[problem.field].label if problem.field in FACTS else ""
            label = message if name in message else f"{name}：{message}"
            return Item(f"id_{problem.field}", label, message, problem.kind)
        # A row that was taken over from the colleague is not on the page yet.
        prefix = prefixes[min(problem.row, len(prefixes) - 1)] if prefixes else "rows-0"
        return Item(
            f"id_{prefix}-{problem.field}", f"第 {problem.row + 1} 行：{message}", message, problem.kind
        )

    @cached_property
    def by_target(self) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = {}
        for item in self.items:
            found.setdefault(item.target, []).append(item)
        return found

    def be_quiet(self) -> None:
        """Nothing beside the fields of a project just begun: what is missing stands in the box alone."""
        self.by_target.clear()

    def add_remarks(self, remarks: list[tuple[str, str]]) -> None:
        """Say the reviewers' remarks (id of an input, text) beside their inputs; they are no problems."""
        for target, text in remarks:
            self.by_target.setdefault(target, []).append(Item(target, text, text, "remark"))

    @property
    def sections(self) -> dict[str, str]:
        """未填, 可不填, 填写中, 有问题 or 已完成 for each part of the page."""
        states = {
            key: self._state(self._of(fields), self._filled(fields)) for key, fields in SECTIONS.items()
        }
        rows = [problem for problem in self.problems if problem.row is not None or problem.field == ROWS]
        states["indicators"] = self._state(rows, any(row.name for row in self.entry.rows))
        return {key: STATES[state] for key, state in states.items()}

    def _of(self, fields) -> list[Problem]:
        return [problem for problem in self.problems if problem.row is None and problem.field in fields]

    def _filled(self, fields) -> bool:
        return any(self.entry.facts[field] for field in fields if field != "name")

    @staticmethod
    def _state(problems: list[Problem], filled: bool) -> str:
        blocking = [problem for problem in problems if problem.blocks]
        if not filled:
            return "empty" if blocking else "optional"  # what is blank is never done
        if any(problem.kind != ProblemKind.MISSING for problem in blocking):
            return "wrong"
        return "partial" if blocking else "complete"
