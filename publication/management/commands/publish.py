"""manage.py publish: check and bundle what a cycle has to publish, without a browser."""

import json
import shutil
import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from indicators.management.lookup import find_cycle
from perfgoals.common.text import quoted
from publication.domain.bundles import BundleRefused, MadeBundle, keep_bundle, write_bundle
from publication.domain.content import CannotPublish
from publication.domain.preparing import Prepared, prepare
from publication.enums import Subject
from publication.models import PublicationTask


class Command(BaseCommand):
    help = "公开前检查，并制作公开包：每个单位的 PDF 和 Excel、索引页、校验值、ZIP。有强制问题时不制作。"

    def add_arguments(self, parser):
        parser.add_argument("--cycle", required=True, help="批次编码，例如 2026")
        parser.add_argument("--subject", choices=Subject.values, default=Subject.GOAL.value, help="公开内容")
        parser.add_argument("--title", help="公开事项的名称；同一内容有几个事项时写明")
        parser.add_argument("-o", "--output", help="公开包写到哪个目录；目录须是空的或还不存在")
        parser.add_argument("--check-only", action="store_true", help="只检查，不制作公开包")
        parser.add_argument("--json", action="store_true", help="结果以 JSON 输出")

    def handle(self, *, cycle, subject, title, output, check_only, **options):
        if not check_only and not output:
            raise CommandError("请用 -o 写明公开包的目录，或用 --check-only 只检查。")
        task = self.find_task(find_cycle(cycle), subject, title)
        folder = self.empty_folder(Path(output)) if output and not check_only else None
        prepared = self.prepare(task)
        made = None if folder is None else self.bundle(task, prepared, folder)
        self.tell(prepared, made, as_json=options["json"])
        if any(each.check.blocking for each in prepared):
            raise SystemExit(1)

    def find_task(self, cycle, subject, title) -> PublicationTask:
        tasks = PublicationTask.objects.filter(cycle=cycle, subject=subject).select_related("cycle")
        found = list(tasks.filter(title=title) if title else tasks)
        if len(found) == 1:
            return found[0]
        known = "、".join(f"{quoted(task)}" for task in tasks) or "（没有）"
        ask = "用 --title 写明是哪一个" if found else "先在“公开”页建立公开事项"
        raise CommandError(f"批次 {cycle.code} 的“{Subject(subject).label}”公开事项：{known}。请{ask}。")

    def empty_folder(self, folder: Path) -> Path:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CommandError(f"{folder} 不是空目录。请换一个目录，免得与别的文件混在一起。")
        return folder

    def prepare(self, task) -> list[Prepared]:
        with tqdm(unit="单位", disable=None, leave=False) as bar:

            def progress(n, total):
                bar.total = total
                bar.update(n - bar.n)

            try:
                return prepare(task=task, progress=progress)
            except CannotPublish as error:
                raise CommandError(str(error)) from error

    def bundle(self, task, prepared, folder: Path) -> MadeBundle | None:
        """Written beside and moved: a broken run leaves no half bundle under the name asked for."""
        if any(each.check.blocking for each in prepared):
            return None
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".publish-", dir=folder.parent) as scratch:
                made = write_bundle(task=task, prepared=prepared, folder=Path(scratch) / "bundle")
                keep_bundle(task=task, made=made)
                shutil.copytree(made.folder, folder, dirs_exist_ok=True)
                return MadeBundle(folder, folder / made.zip.name, made.manifest)
        except BundleRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(
                f"不能写入目录 {folder}：{error.strerror}。请检查目录是否可写、磁盘是否已满。"
            ) from error

    def tell(self, prepared, made, *, as_json):
        if as_json:
            report = {
                "units": [_unit(each) for each in prepared],
                "bundle": made and made.manifest | {"sha256": made.sha256, "zip": str(made.zip)},
            }
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            return
        for each in prepared:
            for finding in each.check.found:
                self.stdout.write(_sentence(each, finding))
        if made:
            of = made.manifest
            self.stdout.write(
                f"公开包已写到 {made.folder}：{of['units']} 个单位、{of['projects']} 个项目，"
                f"合计 {of['amount_text']} 元。SHA-256 {made.sha256}"
            )
            return
        blocking = sum(each.check.blocking for each in prepared)
        self.stdout.write(
            f"{len(prepared)} 个单位，强制 {blocking} 处。" + ("没有制作公开包。" if blocking else "")
        )


def _sentence(each: Prepared, finding) -> str:
    place = "，".join(part for part in (finding.project_name, finding.place) if part)
    said = f"：{finding.said}" if finding.said else ""
    proposal = f"→ {finding.proposal}" if finding.proposal else ""
    unit = each.content.department.label
    return f"[{finding.level_label}] {unit}，{place} {finding.message}{said}{proposal}"


def _unit(each: Prepared) -> dict:
    check = each.check
    return {
        "unit": each.content.department.label,
        "projects": check.projects,
        "amount": str(check.amount),
        "reused": each.reused,
        "findings": check.findings,
    }
