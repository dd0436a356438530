"""公开包: every unit's files, an index page to put online, checksums, a ZIP of it all."""

import json
import re
import shutil
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.money import format_amount
from perfgoals.jobs.models import Job

from ..enums import Subject
from ..models import Bundle, PublicationTask
from .preparing import FORMATS, Prepared, sha256_of

INDEX, MANIFEST, SUMS = "index.html", "清单.json", "SHA256SUMS.txt"
# Names that a file may not have on one system or another.
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


class BundleRefused(Exception):
    """The bundle may not be made; the text says why and what to do."""


@dataclass(frozen=True)
class MadeBundle:
    """A bundle on the disk: its folder, its ZIP, and what the list in it says."""

    folder: Path
    zip: Path
    manifest: dict

    @property
    def sha256(self) -> str:
        return sha256_of(self.zip)


def file_name(label: str, format: str) -> str:
    """101001-单位名称.pdf, with signs that no file name takes as underscores."""
    return f"{_NOT_IN_NAMES.sub('_', label).strip(' .')}.{format}"


def refuse_unless_clean(prepared: list[Prepared]) -> None:
    """Raises BundleRefused while a 强制 finding stands, or when nothing would be in it."""
    if not prepared:
        raise BundleRefused("没有可以公开的内容：本批次还没有批复的项目，或都标记为涉密。")
    bad = [each for each in prepared if each.check.blocking]
    if bad:
        count = sum(each.check.blocking for each in bad)
        named = "、".join(each.content.department.label for each in bad[:3])
        more = f"等 {len(bad)} 个单位" if len(bad) > 3 else ""
        raise BundleRefused(
            f"还有 {count} 处强制问题，没有制作公开包：{named}{more}。请到“公开前检查”逐条处理后再制作。"
        )


def write_bundle(*, task: PublicationTask, prepared: list[Prepared], folder: Path) -> MadeBundle:
    """Write the bundle into the empty `folder`, and beside the files a ZIP of them.

    Raises BundleRefused. Nothing is recorded; see `keep_bundle`.
    """
    refuse_unless_clean(prepared)
    folder.mkdir(parents=True, exist_ok=True)
    manifest = _manifest(task, prepared)
    for each in prepared:
        for format, path in each.files.items():
            shutil.copyfile(path, folder / file_name(each.content.department.label, format))
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=2), "utf-8")
    context = {"task": task, "manifest": manifest, "sums": SUMS, "list": MANIFEST}
    (folder / INDEX).write_text(render_to_string("print/publication_index.html", context), "utf-8")
    names = sorted(path.name for path in folder.iterdir())
    sums = "".join(f"{sha256_of(folder / name)}  {name}\n" for name in names)
    (folder / SUMS).write_text(sums, "utf-8")
    return MadeBundle(folder, _zip(folder, [*names, SUMS], task), manifest)


def _zip(folder: Path, names: list[str], task: PublicationTask) -> Path:
    """Stored, not deflated: PDF and XLSX are compressed already."""
    path = folder / file_name(str(task), "zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name in names:
            archive.write(folder / name, name)
    return path


def _manifest(task: PublicationTask, prepared: list[Prepared]) -> dict:
    """What is in the bundle; amounts in 元 as text, so that no figure changes on the way."""
    checks = [each.check for each in prepared]
    total = sum((check.amount for check in checks), Decimal(0))
    return {
        "title": task.title,
        "year": task.cycle.fiscal_year,
        "region": task.cycle.region,
        "content": task.get_subject_display(),
        "table": Subject(task.subject).table_name,
        "made_on": timezone.localdate().isoformat(),
        "units": len(prepared),
        "projects": sum(check.projects for check in checks),
        "amount": str(total),
        "amount_text": format_amount(total),
        "files": [_entry(each) for each in prepared],
    }


def _entry(each: Prepared) -> dict:
    department, check = each.content.department, each.check
    return {
        "unit": department.label,
        "projects": check.projects,
        "amount": str(check.amount),
        "amount_text": format_amount(check.amount),
        **{
            format: {"name": file_name(department.label, format), **check.files[format]} for format in FORMATS
        },
    }


def keep_bundle(*, task: PublicationTask, made: MadeBundle, by=None, job: Job | None = None) -> Bundle:
    """Note in register and audit that this bundle left the house."""
    manifest = made.manifest
    with transaction.atomic():
        bundle = Bundle.objects.create(
            task=task, job=job, made_by=by, sha256=made.sha256, units=manifest["units"],
            projects=manifest["projects"], amount=Decimal(manifest["amount"]), manifest=manifest,
        )  # fmt: skip
        after = {"units": bundle.units, "projects": bundle.projects, "amount": manifest["amount"]}
        record(Verb.EXPORT, by=by, obj=bundle, after=after | {"sha256": bundle.sha256}, note="制作公开包")
    return bundle
