"""Findings of one kind in one table are one finding with a count: a clerk mends them in one go."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from .registry import Finding


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """What one check says of one project at one level and with one outcome; the first finding leads."""

    findings: tuple[Finding, ...]

    @property
    def lead(self) -> Finding:
        return self.findings[0]

    @property
    def count(self) -> int:
        return len(self.findings)

    @property
    def message(self) -> str:
        """The finding's own sentence; of several the title, their places and what to do."""
        if self.count == 1:
            return self.lead.message
        spots = "；".join(finding.spot or finding.message.rstrip("。") for finding in self.findings)
        check = self.lead.check
        return f"{check.title}，共 {self.count} 处：{spots}。{check.explanation}"

    @property
    def proposal(self) -> str:
        """The right text, where the group has one place."""
        return self.lead.proposal if self.count == 1 else ""

    @property
    def also(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(id for finding in self.findings for id in finding.also))


def kind_of(finding: Finding) -> tuple[Hashable, ...]:
    """Findings with one kind belong together."""
    return finding.project, finding.check_id, finding.level, finding.outcome


def grouped(findings: Iterable[Finding]) -> list[FindingGroup]:
    """The findings by kind, each kind where its first finding stood."""
    kinds: dict[tuple, list[Finding]] = {}
    for finding in findings:
        kinds.setdefault(kind_of(finding), []).append(finding)
    return [FindingGroup(tuple(members)) for members in kinds.values()]
