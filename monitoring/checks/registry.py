"""The checks of one kind of measuring table: registering, running, what they find.

A check is one pure function that yields a Hit for each thing found or undecided; its name is its id. A list
has the checks of both kinds first (common), then its own.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field

from indicators.checks.registry import Hit
from indicators.enums import CheckLevel, CheckOutcome
from perfgoals.common.text import nested

from ..subject import MeasuredProject

ProjectFunction = Callable[[MeasuredProject], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class TableCheck:
    """One check: what it is called, why it is made (explanation, source), and what it does."""

    id: str
    title: str
    explanation: str
    source: str
    level: CheckLevel
    function: Callable
    spans_projects: bool = False


@dataclass(frozen=True, slots=True)
class TableFinding:
    """A hit with its check and the table it is about."""

    check: TableCheck
    project: Hashable
    hit: Hit

    @property
    def level(self) -> CheckLevel:
        return self.check.level

    @property
    def blocks(self) -> bool:
        return self.level == CheckLevel.BLOCKING and self.hit.outcome == CheckOutcome.FINDING


@dataclass
class CheckList:
    """The checks of one kind, in the order shown to users."""

    checks: dict[str, TableCheck] = field(default_factory=dict)

    def check(
        self, *, title: str, explanation: str, source: str, level: CheckLevel = CheckLevel.ADVICE,
        spans_projects: bool = False,
    ):  # fmt: skip
        """Registers a function of one project, or of all of them where it compares projects."""

        def register(function):
            if function.__name__ in self.checks:
                raise ValueError(f"check registered twice: {function.__name__}")
            self.checks[function.__name__] = TableCheck(
                function.__name__, title, explanation, source, level, function, spans_projects
            )
            return function

        return register

    def copy(self) -> "CheckList":
        """A list of its own that begins with the same checks."""
        return CheckList(dict(self.checks))

    def run(self, project: MeasuredProject) -> tuple[TableFinding, ...]:
        """What the checks of single tables found, the 强制 ones first."""
        found = (
            TableFinding(check, project.key, hit._replace(message=nested(hit.message)))
            for check in self.checks.values()
            if not check.spans_projects
            for hit in check.function(project)
        )
        return tuple(sorted(found, key=lambda finding: finding.level != CheckLevel.BLOCKING))

    def run_between(self, projects: Iterable[MeasuredProject]) -> Iterator[TableFinding]:
        """What the checks between tables found."""
        projects = list(projects)
        for check in self.checks.values():
            if check.spans_projects:
                for key, hit in check.function(projects):
                    yield TableFinding(check, key, hit._replace(message=nested(hit.message)))
