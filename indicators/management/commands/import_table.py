"""manage.py import_table: a workbook into a cycle, without a browser; a preview unless --commit is given."""

import json
import sys
from contextlib import contextmanager
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from indicators.domain.imports.matching import Matcher
from indicators.domain.imports.previewing import item_of
from indicators.domain.imports.references import CodeBook
from indicators.domain.imports.report import report, sentence, understood_line, unread_lines
from indicators.domain.imports.setup import CannotPlan, carry_out_for, plan_setup
from indicators.domain.imports.writing import CHUNK, confirmed_items, write_items
from indicators.enums import ItemState
from perfgoals.common.table_kinds import TableKind
from perfgoals.sheets import UnreadableFile
from perfgoals.sheets.conversion import convert, is_installed
from projects.validators import validate_cycle_code
from reading.blocks import Consent
from reading.reading import read_blocks

from ..lookup import find_kind, find_unit

SHOWN = 200


class Command(BaseCommand):
    help = (
        "把绩效目标表、监控表或自评表（xlsx、csv、PDF；装有 LibreOffice 时还有 xls、et、ods、xlsb）"
        "导入一个批次。"
        "不加 --commit 时只预览，不写入任何内容。"
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="要导入的文件")
        parser.add_argument("--cycle", required=True, help="批次编码，例如 2023；没有这个批次时新建")
        parser.add_argument(
            "--region", default="", help="新建批次的地区，例如 韶关市曲江区；不写就取表名中的"
        )
        parser.add_argument("--kind", help="表的种类：goal 或其他已登记的种类；不写就按表头识别")
        parser.add_argument(
            "--against", default="approved",
            help="监控表和自评表核对哪个目标：approved（批复的版本）或 stored（系统中现有的目标表）",
        )  # fmt: skip
        parser.add_argument("--month", type=int, help="监控截至几月；不写就取表头中的")
        parser.add_argument("--unit", help="表中没有写明单位编码时，归到哪个单位，例如 130001")
        parser.add_argument("--commit", action="store_true", help="写入无误的项目")
        parser.add_argument(
            "--accept-unread", action="store_true", help="确认可以不要没有读入的内容，写入须确认的项目"
        )
        parser.add_argument(
            "--accept-title", action="store_true", help="确认表名的年度或地区与批次不同，仍要写入"
        )
        parser.add_argument(
            "--accept-amount", action="store_true", help="确认金额的单位（元或万元）无误，写入金额可疑的项目"
        )
        parser.add_argument("--json", action="store_true", help="以 JSON 输出报告，供其他程序使用")

    def handle(self, *, file, cycle, region, commit, **options):
        path = Path(file)
        kind = find_kind(options["kind"], path)
        try:
            validate_cycle_code(cycle)
            if kind is not None:
                self.import_other(kind, path, options | {"cycle": cycle, "region": region}, commit)
                return
            read = self.read(path)
        except ValidationError as error:
            raise CommandError(f"--cycle “{cycle}”：{error.messages[0]}") from error
        except UnreadableFile as error:
            self.refuse_file(path, error.reason, as_json=options["json"])
        except OSError as error:
            raise CommandError(f"不能读取文件 {file}：{error.strerror}。请检查路径和权限。") from error
        accepted = {consent for consent in Consent if options[f"accept_{consent}"]}
        items, created, doubts = ([], {}, [])
        if read.blocks:
            items, created, doubts = self.run(read, cycle, region, accepted if commit else None)
        result = report(read, items, created=created, written=commit and bool(items), doubts=doubts)
        self.show(result, as_json=options["json"], commit=commit)
        if result["refused"]:
            sys.exit(1)

    def import_other(self, kind: TableKind, path: Path, options: dict, commit: bool):
        """A kind of table that an upper room has registered; the report is shown as for goals."""
        unit = find_unit(options["unit"]) if options["unit"] else None
        names = ("cycle", "region", "against", "month", "accept_unread", "accept_title")
        with progress_bar("读取") as step:
            result = kind.import_file(
                path, unit=unit, commit=commit, progress=step, **{name: options[name] for name in names}
            )
        self.show(result, as_json=options["json"], commit=commit)
        if result["refused"]:
            sys.exit(1)

    def read(self, path: Path):
        converter = convert if is_installed() else None
        with progress_bar("读取") as step:
            return read_blocks(path, filename=path.name, progress=step, convert=converter)

    def run(self, read, cycle: str, region: str, accepted: set[str] | None):
        """The projects of the file, what was or would be made for them, and findings about titles.

        They are written if `accepted` is not None. Codes and cycle are only made for projects that get in.
        """
        try:
            plan = plan_setup(read, cycle_code=cycle, region=region)
        except CannotPlan as error:
            raise CommandError(str(error)) from error
        matcher = Matcher(read, CodeBook(plan.cycle, planned=plan), allowed=None)
        with progress_bar("比对") as step:
            items = [item_of(one, position) for position, one in enumerate(matcher.match(step), start=1)]
        created = plan.created()
        if accepted is not None:
            created = self.write(items, read, plan, region, accepted)
        return items, created, matcher.title_doubts.values()

    def write(self, items, read, plan, region: str, accepted: set[str]) -> dict:
        """Write what has no errors and no open doubts; returns what had to be made for it."""
        writable = [item for item in items if item.state in ItemState.writable()]
        confirmed = confirmed_items(writable, accepted)
        if not confirmed:
            return {}
        book, created = carry_out_for(confirmed, file=read, plan=plan, region=region)
        with progress_bar("写入") as step:
            for start in range(0, len(confirmed), CHUNK):
                chunk = confirmed[start : start + CHUNK]
                write_items(
                    items=chunk, book=book, by=None, allowed=None, source=read.filename, accepted=accepted
                )
                step(start + len(chunk), len(confirmed))
        return created

    def refuse_file(self, path: Path, reason: str, *, as_json: bool):
        if not as_json:
            raise CommandError(f"{path.name}：{reason}")
        finding = {"level": "error", "reason": reason}
        answer = {"file": path.name, "written": False, "refused": 1, "findings": [finding]}
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
        sys.exit(1)

    def show(self, result: dict, *, as_json: bool, commit: bool):
        if as_json:
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=1))
            return
        for kind, labels in result["created"].items():
            self.stdout.write(f"{'已新建' if commit else '将新建'}{kind} {len(labels)} 个：")
            for label in labels:
                self.stdout.write(f"  {label}")
        for finding in result["findings"][:SHOWN]:
            level = "有错" if finding["level"] == "error" else "提示"
            project = f"【{finding['project']}】" if finding.get("project") else ""
            self.stdout.write(f"[{level}] {project}{sentence(finding)}")
        if (more := len(result["findings"]) - SHOWN) > 0:
            self.stdout.write(f"……另有 {more} 条，用 --json 可得到全部。")
        for refusal in result["refusals"]:
            self.stdout.write(f"[未写入] 【{refusal['project']}】{refusal['reason']}")
        for sheet in result.get("understood", ()):
            self.stdout.write(understood_line(sheet))
        for line in unread_lines(result.get("understood", ())):
            self.stdout.write(line)
        labels = "，".join(f"{ItemState(state).label} {n}" for state, n in result["counts"].items())
        self.stdout.write(f"{result['title'] or result['file']}：{labels}。")
        self.stdout.write(self.conclusion(result, commit))

    @staticmethod
    def conclusion(result: dict, commit: bool) -> str:
        counts = result["counts"]
        ready = counts[ItemState.NEW] + counts[ItemState.CHANGED]
        if not commit:
            if ready:
                said = f"这是预览，没有写入任何内容。加上 --commit 写入 {ready} 个项目。"
                return said + flags_needed(result.get("unconfirmed", ()))
            return "这是预览，没有写入任何内容。没有需要写入的项目。"
        if result["projects_written"]:
            return f"已写入 {result['projects_written']} 个项目。"
        if counts[ItemState.UNCHANGED] and not result["refused"]:
            return "文件内容与系统中完全一致，没有需要写入的项目。"
        return "没有写入任何项目，原因见上。"


def flags_needed(unconfirmed) -> str:
    """What to add so that doubtful projects are written too."""
    wanted = sorted({consent for item in unconfirmed for consent in item["consents"]})
    flags = "、".join(f"--accept-{consent}" for consent in wanted)
    return f"其中 {len(unconfirmed)} 个要先核对，确认后再加 {flags}。" if wanted else ""


@contextmanager
def progress_bar(label: str):
    """`with progress_bar("读取") as step: … step(n, total)`; nothing is shown where nobody looks."""
    with tqdm(desc=label, unit="项", disable=None, leave=False) as bar:

        def step(n: int, total: int) -> None:
            bar.total = total
            bar.update(n - bar.n)

        yield step
