"""The list of checks before publication, and running them over the tables of one unit."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass

from ..enums import Level
from .subject import Passage, PublishedProject, PublishedUnit

EXCERPT = 40


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check says of one text: the words it means, what to write instead, its level where that is not
    the check's own."""

    said: str
    proposal: str = ""
    level: Level | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: title, and why it matters, in words for users."""

    id: str
    title: str
    why: str
    level: Level


@dataclass(frozen=True, slots=True)
class PublicationFinding:
    """A hit with its place: what the page, the command and the refusal of a bundle show."""

    check: str
    level: str
    project: int | None
    project_name: str
    place: str
    said: str
    message: str
    proposal: str

    @property
    def title(self) -> str:
        return CHECKS[self.check].title

    @property
    def why(self) -> str:
        return CHECKS[self.check].why

    @property
    def blocks(self) -> bool:
        return self.level == Level.BLOCKING

    @property
    def level_label(self) -> str:
        return Level(self.level).label

    def as_dict(self) -> dict:
        return asdict(self)


CHECKS: dict[str, Check] = {}
_text_checks: list[tuple[Check, Callable]] = []
_project_checks: list[tuple[Check, Callable]] = []


def declare(id: str, *, title: str, why: str, level: Level = Level.BLOCKING) -> Check:
    """A check whose hits come from elsewhere, such as the finished file."""
    return CHECKS.setdefault(id, Check(id, title, why, level))


def text_check(*, title: str, why: str, level: Level = Level.BLOCKING):
    """Register function(passage, unit) → hits; its name is the id."""
    return _register(_text_checks, title, why, level)


def unit_project_check(*, title: str, why: str, level: Level = Level.BLOCKING):
    """Register function(project, unit) → (place, hit) pairs; its name is the id."""
    return _register(_project_checks, title, why, level)


def _register(where: list, title: str, why: str, level: Level):
    def register(function: Callable) -> Callable:
        where.append((declare(function.__name__, title=title, why=why, level=level), function))
        return function

    return register


def check_unit(unit: PublishedUnit) -> list[PublicationFinding]:
    """All that the checks of the data say of one unit's tables, in the order of its projects."""
    return [found for project in unit.projects for found in _check_project(project, unit)]


def _check_project(project: PublishedProject, unit: PublishedUnit) -> Iterator[PublicationFinding]:
    for passage in project.passages:
        yield from _check_passage(passage, project, unit)
    for check, function in _project_checks:
        for place, hit in function(project, unit):
            yield finding(check, hit, project=project, place=place)


def _check_passage(
    passage: Passage, project: PublishedProject, unit: PublishedUnit
) -> Iterable[PublicationFinding]:
    if not passage.text:
        return
    for check, function in _text_checks:
        for hit in function(passage, unit):
            yield finding(check, hit, project=project, place=passage.place)


def finding(
    check: Check, hit: Hit, *, project: PublishedProject | None = None, place: str = ""
) -> PublicationFinding:
    """The hit of a check with all that a reader needs."""
    return PublicationFinding(
        check=check.id,
        level=str(hit.level or check.level),
        project=project.key if project else None,
        project_name=project.name if project else "",
        place=place,
        said=_excerpt(hit.said),
        message=hit.message or check.title,
        proposal=hit.proposal,
    )


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[: EXCERPT - 2]}……"
