"""The files and findings of every unit: made where something changed, kept where nothing did."""

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from perfgoals.jobs.chores import deleting_chore
from printing.fonts import CannotPrint
from printing.reading_back import pages_text

from ..checks import PublicationFinding, TypoRule, check_unit
from ..checks.printed import printed_findings
from ..models import PublicationTask, UnitCheck
from .content import CannotPublish, LoadedUnit, UnitContent, mark_of, rules_mark, source_of, typo_rules

FORMATS = ("pdf", "xlsx")
KEPT_DAYS = 60
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Prepared:
    """One unit, ready: its check and its files. `reused` when nothing had to be made."""

    content: UnitContent
    check: UnitCheck
    reused: bool

    @property
    def files(self) -> dict[str, Path]:
        return {format: made_path(self.check.mark, format) for format in FORMATS}


def made_path(mark: str, format: str) -> Path:
    """Where a finished file lies: under the digest of its data, so that the same data finds it again."""
    return settings.DATA_DIR / "cache" / "publication" / f"{mark}.{format}"


def prepare(*, task: PublicationTask, progress: Progress | None = None) -> list[Prepared]:
    """Make and check what changed since the last time; results are kept unit by unit.

    Raises CannotPrint or CannotPublish; what was done for the units before stays.
    """
    contents, typos = source_of(task).units(task), typo_rules()
    UnitCheck.objects.filter(task=task).exclude(
        department__in=[content.department for content in contents]
    ).delete()
    return list(_prepare_all(task, contents, typos, progress))


def _prepare_all(task, contents, typos, progress) -> Iterator[Prepared]:
    known = {check.department_id: check for check in UnitCheck.objects.filter(task=task)}
    rules = rules_mark(typos)
    for number, content in enumerate(contents, start=1):
        mark = mark_of(task, content)
        check = known.get(content.department.pk)
        whole = check is not None and check.mark == mark and _files_are_whole(check)
        if whole and check.rules == rules:
            yield Prepared(content, check, reused=True)
        else:
            files = check.files if whole else None
            yield Prepared(content, _make(task, content, typos, mark, files), reused=False)
        if progress:
            progress(number, len(contents))


def _files_are_whole(check: UnitCheck) -> bool:
    """The kept files are there and are what was made; whoever uses one keeps it from the sweep."""
    for format in FORMATS:
        path = made_path(check.mark, format)
        if not path.is_file() or sha256_of(path) != check.files.get(format, {}).get("sha256"):
            return False
        os.utime(path)
    return True


def _make(
    task, content: UnitContent, typos: tuple[TypoRule, ...], mark: str, files: dict | None
) -> UnitCheck:
    """Write the unit's files, unless `files` already are what they should be, and check them."""
    try:
        loaded = source_of(task).load(task, content, typos)
        files = files or {format: _write(loaded, mark, format) for format in FORMATS}
    except CannotPrint as error:
        raise CannotPublish(f"{content.department.label} 的文件不能制作：{error}") from error
    found = [*check_unit(loaded.unit), *printed_findings(loaded.unit, pages_text(made_path(mark, "pdf")))]
    result = _result(loaded, found) | {"mark": mark, "rules": rules_mark(typos), "files": files}
    check, _ = UnitCheck.objects.update_or_create(task=task, department=content.department, defaults=result)
    return check


def _result(loaded: LoadedUnit, found: list[PublicationFinding]) -> dict:
    blocking = sum(finding.blocks for finding in found)
    return {
        "findings": [finding.as_dict() for finding in found],
        "blocking": blocking,
        "advice": len(found) - blocking,
        "projects": len(loaded.unit.projects),
        "amount": loaded.amount,
    }


def _write(loaded: LoadedUnit, mark: str, format: str) -> dict:
    """Write one file beside its place and rename it; what the register says of it."""
    path = made_path(mark, format)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.stem}.{os.getpid()}.partial.{format}")
    try:
        loaded.write(format, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return {
        "sha256": sha256_of(path),
        "size": path.stat().st_size,
        "made_on": timezone.localdate().isoformat(),
    }


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@deleting_chore
def sweep_made_files() -> int:
    """Files that no bundle has used for two months; they can be made again."""
    swept, limit = 0, time.time() - KEPT_DAYS * 24 * 3600
    for path in (settings.DATA_DIR / "cache" / "publication").glob("*"):
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
            swept += 1
    return swept
