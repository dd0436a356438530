"""From the tables of a file to what each would do in a cycle: new, changed, unchanged or refused.

A table is bound to the approved version of its project's goal table. `against_stored` (command line only)
binds it to the goal table as it stands instead, and registers cycle, unit and project where they are missing:
a published table can then be checked without a workflow. What was registered is said in the report.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from indicators.domain.imports.caution import title_doubts
from indicators.domain.imports.setup import Setup, plan_setup
from indicators.enums import ItemState
from perfgoals.common.text import quoted
from perfgoals.language.codes import split_unit
from projects.models import BudgetCycle, Department, Project
from reading.blocks import FileFinding, ImportedBlock, ImportedFile, ImportedIndicator, Level
from reading.findings import SheetFindings

from ..reading import ReadFile, ReadTable
from .approved import approved_versions

NO_REGION = "本地区"
LONGEST_NAME = 200


@dataclass(slots=True)
class TableItem:
    """One table of the file and what it would do; `project` None is still to be registered."""

    table: ReadTable
    findings: list[FileFinding]
    state: ItemState = ItemState.NEW
    unit_code: str = ""
    unit_name: str = ""
    project: int | None = None
    version: int | None = None
    values: dict = field(default_factory=dict)
    written: bool = False
    refusal: str = ""

    @property
    def name(self) -> str:
        return self.table.text("name")

    @property
    def consents(self) -> list[str]:
        """What has to be confirmed before it is written."""
        return sorted({finding.consent for finding in self.findings if finding.consent})


def ask_titles(items: Iterable[TableItem], file: ReadFile, cycle: BudgetCycle) -> None:
    """The tables of a sheet whose title names another year or place need a confirmation."""
    doubts = title_doubts(file.sheets, cycle)
    for item in items:
        if doubt := doubts.get(item.table.sheet):
            item.findings.append(replace(doubt, row=item.table.first_row, field="name"))


def plan_site(file: ReadFile, *, cycle_code: str, region: str, unit: Department | None) -> Setup:
    """What the file needs before it can be stored with --against stored. Raises CannotPlan."""
    for table in file.tables:
        table.texts["unit_code"], table.texts["unit"] = _unit_of(table, unit)
    region = region or file.region
    if not region and not BudgetCycle.objects.filter(code=cycle_code).exists():
        region = NO_REGION
    return plan_setup(_as_goal_file(file), cycle_code=cycle_code, region=region)


def _unit_of(table: ReadTable, unit: Department | None) -> tuple[str, str]:
    """(code, name) of the unit that a table names; a unit without a code gets one that its name gives."""
    code, name = split_unit(table.text("unit"))
    code = table.text("unit_code") or code
    if not code and not name:
        code, name = split_unit(table.text("supervisor"))
    if not code and unit is not None:
        return unit.code, unit.name
    if code:
        return code, name
    known = list(Department.objects.filter(name=name).values_list("code", flat=True)[:2])
    return (known[0] if len(known) == 1 else code_for(name) if name else ""), name


def code_for(name: str) -> str:
    """A code for a unit that has none: the same for the same name, and no code that an office would give."""
    return "x" + hashlib.sha256(name.encode()).hexdigest()[:9]


def _as_goal_file(file: ReadFile) -> ImportedFile:
    """As the import of goal tables plans what is missing: cycle, tree of indicators, units."""
    blocks = tuple(
        ImportedBlock(
            table.sheet, table.first_row, table.first_row, table.text("name"),
            unit_code=table.text("unit_code"), unit_name=table.text("unit"),
            indicators=tuple(
                ImportedIndicator(row.row, row.text("tier1"), row.text("tier2"), row.text("indicator"))
                for row in table.rows
            ),
        )
        for table in file.tables
    )  # fmt: skip
    return ImportedFile(file.filename, file.title, file.region, file.level, file.fiscal_year, blocks=blocks)


class TableMatcher:
    """Finds unit, project and version of every table in a cycle. Reads once, writes nothing.

    `allowed` are the codes of the units that may be imported into, None for every unit; `own` is the unit of
    tables that name none; `planned` are units not yet stored.
    """

    def __init__(
        self, cycle: BudgetCycle, *, against_stored: bool, allowed: set[str] | None = None,
        own: Department | None = None, planned: Iterable[Department] = (),
    ):  # fmt: skip
        self.against_stored, self.allowed, self.own = against_stored, allowed, own
        self.units = {unit.code: unit for unit in [*Department.objects.all(), *planned]}
        self.named: dict[str, list[Department]] = {}
        for unit in self.units.values():
            self.named.setdefault("".join(unit.name.split()), []).append(unit)
        stored = Project.objects.filter(cycle=cycle.pk).values_list("department__code", "name", "pk")
        self.projects = {(code, _plain(name)): pk for code, name, pk in stored}
        self.versions = approved_versions(self.projects.values()) if cycle.pk else {}

    def match(self, tables: Iterable[ReadTable]) -> list[TableItem]:
        items = [self._item(table) for table in tables]
        self._refuse_twins(items)
        return items

    def _item(self, table: ReadTable) -> TableItem:
        item = TableItem(table, list(table.findings))
        unit = self._unit(item)
        if unit is not None:
            item.unit_code, item.unit_name = unit.code, unit.name
            self._place(item)
        if any(finding.level is Level.ERROR for finding in item.findings):
            item.state = ItemState.ERROR
        return item

    def _unit(self, item: TableItem) -> Department | None:
        table = item.table
        code, name = split_unit(table.text("unit"))
        code = table.text("unit_code") or code
        found = self.units.get(code) if code else self._only(name)
        if not code and not name:
            found = self.own
        if found is None:
            shown = f"编码为“{code}”" if code else f"名为{quoted(name)}" if name else ""
            reason = f"系统中没有{shown}的单位" if shown else "没有写明单位"
            self._refuse(item, reason, "请核对单位编码和名称，或由系统管理员先添加单位", code or name)
        elif self.allowed is not None and found.code not in self.allowed:
            reason = f"“{found.label}”不是您填报的单位"
            self._refuse(item, reason, "您只能导入本单位的项目", table.text("unit"))
            return None
        return found

    def _only(self, name: str) -> Department | None:
        units = self.named.get("".join(name.split()), [])
        return units[0] if len(units) == 1 else None

    def _place(self, item: TableItem) -> None:
        if len(item.name) > LONGEST_NAME:
            self._refuse(item, f"项目名称超过 {LONGEST_NAME} 字", "请缩短名称", item.name[:50])
            return
        item.project = self.projects.get((item.unit_code, _plain(item.name)))
        if self.against_stored:
            self._note_binding(item)
            return
        item.version = self.versions.get(item.project) if item.project else None
        if item.project is None:
            reason = f"{item.unit_name}在本批次中没有这个项目"
            self._refuse(item, reason, "请核对项目名称，须与批复的绩效目标表一致", item.name)
        elif item.version is None:
            reason, action = "这个项目的绩效目标还没有批复", "绩效目标批复后才能监控和自评"
            self._refuse(item, reason, action, item.name)

    def _note_binding(self, item: TableItem) -> None:
        findings, row = SheetFindings(item.table.sheet), item.table.first_row
        if item.project is None:
            reason, action = "系统中没有这个项目", "已按本表登记项目；没有绩效目标表，指标不能核对"
        else:
            reason, action = "按系统中现有的绩效目标表核对", "没有按批复的版本核对"
        item.findings.append(findings.warning(reason, action, row, None, "name", item.name))

    def _refuse_twins(self, items: Iterable[TableItem]) -> None:
        """Of two tables of one project, whatever they call its unit, the second would replace the first; one
        with indicators counts before a line of a summary."""
        first: dict[tuple[str, str], TableItem] = {}
        for item in sorted(items, key=lambda item: not item.table.rows):
            if item.state == ItemState.ERROR:
                continue
            earlier = first.setdefault((item.unit_code, _plain(item.name)), item)
            if earlier is not item:
                place = f"工作表{quoted(earlier.table.sheet)}第 {earlier.table.first_row} 行"
                self._refuse(item, f"与{place}的项目相同", "请只保留其中一张表", item.name)
                item.state = ItemState.ERROR

    @staticmethod
    def _refuse(item: TableItem, reason: str, action: str, value: str) -> None:
        findings = SheetFindings(item.table.sheet)
        item.findings.append(findings.error(reason, action, item.table.first_row, None, "name", value))


def _plain(name: str) -> str:
    return "".join(name.split())
