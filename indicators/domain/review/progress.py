"""What became of the findings since the version before: solved, still there, new."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from indicators.checks import CheckedIndicator, CheckedProject, CheckSettings, Finding, run_project_checks
from indicators.enums import CheckOutcome

from .versions import version_record


@dataclass(frozen=True)
class Progress:
    """Findings of the version before that are gone, and the keys of those of now that were there already."""

    solved: tuple[Finding, ...] = ()
    known: frozenset[Hashable] = frozenset()

    def word(self, finding: Finding) -> str:
        """仍有 or 新增; nothing for comparisons between projects and what no check can judge."""
        if finding.check.spans_projects or finding.outcome != CheckOutcome.FINDING:
            return ""
        return "仍有" if place_of_finding(finding) in self.known else "新增"


def progress_since(content: dict, findings: Iterable[Finding], settings: CheckSettings) -> Progress:
    """Compare the findings of now with those of the frozen `content`, both judged by the settings of now.

    The same check at the same place is the same finding, whatever the text there says by now.
    """
    frozen = version_record(content, project_type=CheckedProject, row_type=CheckedIndicator)
    before = run_project_checks(frozen, settings)
    before = [finding for finding in before if finding.outcome == CheckOutcome.FINDING]
    here = {place_of_finding(f) for f in findings if f.outcome == CheckOutcome.FINDING}
    solved = tuple(finding for finding in before if place_of_finding(finding) not in here)
    return Progress(solved, frozenset(map(place_of_finding, before)))


def place_of_finding(finding: Finding) -> tuple[Hashable, ...]:
    return finding.check_id, finding.field, finding.indicator
