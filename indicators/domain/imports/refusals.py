"""Why a project of a file is refused, and what is doubtful about it, in the words of the preview.

Refused here is what can't be written whatever is stored: a unit nobody knows, that is no longer in use or
not the person's, an example, a name that is too long or stands twice. What the file itself lacks (a name,
a readable amount) was found while it was read, and refuses as well; everything else is said and written.
"""

from collections.abc import Iterator, Mapping

from django.utils import timezone

from filings.enums import FilingStatus
from indicators.fields import CELLS, FACTS, FieldKind
from indicators.models import PerformanceGoal
from projects.models import Department
from reading.blocks import FileFinding, ImportedBlock, ImportedFile, Level

from ..entry.entries import GoalEntry
from ..entry.problems import Problem, ProblemKind, problems
from ..entry.settling import LIMITS
from .caution import NearNames, title_doubts
from .references import BookReferences, CodeBook

EXAMPLE = "（示例）"
CODES = [field for field in FACTS.values() if field.kind is FieldKind.CODE]


class Refusals:
    """What speaks against the blocks of `file` in the cycle of `book`, block by block in their order.

    `allowed` are the codes of the units that may be imported into, None for every unit; `own` is the unit of
    a table that names none; `stored` has the projects of the cycle by unit and name. `title_doubts` are
    findings about the titles of whole sheets.
    """

    def __init__(
        self, file: ImportedFile, book: CodeBook, *, allowed: set[str] | None, own: str,
        stored: Mapping[tuple[str, str], int],
    ):  # fmt: skip
        self.book, self.allowed, self.own, self.stored = book, allowed, own, stored
        self.title_doubts = title_doubts(file.sheets, book.cycle)
        self.near_names = NearNames(stored)
        self.seen: dict[tuple[str, str], ImportedBlock] = {}

    def of_place(self, block: ImportedBlock) -> tuple[Department | None, list[FileFinding]]:
        """The unit that the block belongs to, and what is wrong with unit, title and name."""
        unit, findings = self._unit_of(block)
        if doubt := self.title_doubts.get(block.sheet):
            findings.append(_warning(block, "name", doubt.reason, doubt.action, consent=doubt.consent))
        if unit is not None:
            findings += self._name_findings(block, unit)
        return unit, findings

    def of_contents(
        self, block: ImportedBlock, entry: GoalEntry, references: BookReferences, *, said, refused: bool
    ) -> list[FileFinding]:
        """What the form would say is wrong: kept as text, to be put right after the import.

        `said` are the findings so far; a cell with an error is not spoken of twice. Of a refused project
        everything is said at once.
        """
        told = {(finding.field, finding.row) for finding in said if finding.level is Level.ERROR}
        found = list(_name_differs(block, entry, references))
        for problem in problems(entry, references=references):
            nameless = problem.row is not None and problem.field == "name"
            if problem.kind != ProblemKind.WRONG and not nameless:
                continue
            # Rows without content were left out, so a place is only sure while both have as many.
            sure = problem.row is not None and len(entry.rows) == len(block.indicators)
            row = block.indicators[problem.row] if sure else None
            if problem.row is None and (retired := self._retired(block, problem)):
                found.append(retired)
                continue
            # A category that is missing altogether has no field of its own.
            named = (FACTS if problem.row is None else CELLS).get(problem.field)
            label = named.label if named else None
            action = f"请一并改正{label}后重新上传" if refused else f"{label}的原文已保留，请在导入后改正"
            key, message = named.key if named else problem.field, problem.message.rstrip("。")
            finding = _warning(block, key, message, action, row=row)
            if (finding.field, finding.row) not in told:
                found.append(finding)
        return found

    def _retired(self, block: ImportedBlock, problem: Problem) -> FileFinding | None:
        """A code that the list has and that is no longer in use: said so, not that it is unknown."""
        named = FACTS.get(problem.field)
        if named not in CODES:
            return None
        key = named.key
        codes = self.book.funds if key == "fund" else self.book.subjects
        code = codes.get(getattr(block, f"{key}_code"))
        if code is None or code.is_usable_in(self.book.year):
            return None
        reason = f"{named.label}“{code}”{code.why_unusable(self.book.year)}"
        action = f"{named.label}没有存入，原文已保留；请改选现行的编码"
        return _warning(block, key, reason, action, getattr(block, f"{key}_text") or code.code)

    def _unit_of(self, block: ImportedBlock) -> tuple[Department | None, list[FileFinding]]:
        if not block.unit_code and not block.unit_name:
            if self.own:
                return self.book.units[self.own], []
            return None, [
                _error(block, "unit", "没有写明申报单位", "请填写单位编码和名称，例如 130001-某某局")
            ]
        unit = self.book.units.get(block.unit_code) or (
            self.book.unit_named.get(block.unit_name) if not block.unit_code else None
        )
        shown = block.unit_text or block.unit_code
        if retired := self._retired_unit(block, unit):
            reason = f"单位“{retired.label}”已停用，不能再导入新的项目"
            action = "请核对单位编码；仍在使用的单位，请系统管理员先在代码表中启用"
            return retired, [_error(block, "unit", reason, action, shown)]
        if unit is None:
            code = f"编码为“{block.unit_code}”" if block.unit_code else f"名为“{block.unit_name}”"
            action = "请核对单位编码和名称；确为新单位的，请系统管理员先在代码表中添加"
            return None, [_error(block, "unit", f"系统中没有{code}的单位", action, shown)]
        if self.allowed is not None and unit.code not in self.allowed:
            action = "您只能导入本单位的项目，请由该单位或财政部门导入"
            return unit, [_error(block, "unit", f"“{unit.label}”不是您填报的单位", action, shown)]
        if block.unit_code and block.unit_name and block.unit_name != unit.name:
            action = "已按编码归到该单位，请核对"
            return unit, [_warning(block, "unit", f"编码 {unit.code} 的单位是“{unit.name}”", action, shown)]
        return unit, []

    def _retired_unit(self, block: ImportedBlock, unit: Department | None) -> Department | None:
        """The unit that a new project names, if it is no longer in use; stored projects may come again."""
        if unit is None and not block.unit_code:
            unit = self.book.retired_unit_named.get(block.unit_name)
        if unit is None or unit.active or (unit.code, block.name) in self.stored:
            return None
        return unit

    def _name_findings(self, block: ImportedBlock, unit: Department) -> list[FileFinding]:
        name = block.name
        if name.startswith(EXAMPLE):
            return [_error(block, "name", "这是模板中的示例", "示例不会导入，请删除这些行", name)]
        if len(name) > LIMITS["name"]:
            reason = f"项目名称有 {len(name)} 字，超过 {LIMITS['name']} 字"
            return [_error(block, "name", reason, "请缩短名称，说明文字写到申报理由里", name[:50])]
        first = self.seen.setdefault((unit.code, name), block)
        if first is not block and not block.has_errors:
            reason = f"与工作表“{first.sheet}”第 {first.first_row} 行的项目同名"
            return [_error(block, "name", reason, "同一单位的项目不能同名，请改名或删除重复的一个", name)]
        return list(self._near_name(block, unit))

    def _near_name(self, block: ImportedBlock, unit: Department) -> Iterator[FileFinding]:
        """A new project may be a stored one, spelt with other brackets, quotes or blanks."""
        near = self.near_names.of(unit.code, block.name)
        if near:
            listed = "、".join(f"“{name}”" for name in near[:3])
            reason = f"与这个单位的项目{listed}名称相近，可能是同一个项目"
            action = "是同一个项目的，请把名称改成完全一样后重新上传；确是两个项目的，可以照此导入"
            yield _warning(block, "name", reason, action, block.name)


def locked_table(block: ImportedBlock, goal: PerformanceGoal) -> FileFinding:
    """What the file would change of a table that does not lie with its unit."""
    reason = f"系统中这个项目的状态是“{goal.get_status_display()}”{_last_step(goal)}，不能覆盖"
    approved = goal.status == FilingStatus.APPROVED
    action = "已批复的项目须先办理调整" if approved else "请先撤回或由审核人退回，再导入"
    return _warning(block, "name", reason, action, block.name)


def _name_differs(block: ImportedBlock, entry: GoalEntry, references: BookReferences):
    """A code that the list knows by another name: the code counts, but the sender should know."""
    fund = references.fund(entry.facts["fund_source"])
    subject = references.subject(entry.facts["functional_subject"])
    pairs = (("fund", fund, block.fund_name), ("subject", subject, block.subject_name))
    for key, found, name in pairs:
        if found and name and getattr(block, f"{key}_code") and name not in (found.name, str(found)):
            reason = f"编码 {found.code} 在代码表中是“{found.name}”，文件里写的是“{name}”"
            yield _warning(block, key, reason, "已按编码归类，请核对", name)


def _last_step(goal: PerformanceGoal) -> str:
    """Who locked it and when: （填报员甲 2024-03-01 09:12 送审）."""
    if not (steps := list(goal.filing.transitions.all())):
        return ""
    step = max(steps, key=lambda step: step.pk)
    at = timezone.localtime(step.at)
    return f"（{step.by} {at:%Y-%m-%d %H:%M} {step.get_action_display()}）"


def _finding(
    level: Level, block: ImportedBlock, field: str, reason: str, action: str, value: str, row=None,
    consent: str = "",
) -> FileFinding:  # fmt: skip
    place = block.place(field, row) or (block.place("name") if row is None else None)
    line, column = (place.row, place.column) if place else (row.row if row else block.first_row, None)
    sheet = place.sheet if place else (row and row.sheet) or block.sheet
    if field == "unit" and block.named_above:
        line = column = None  # it stands in a heading or a label, not beside the project
    return FileFinding(level, reason, action, sheet, line, column, field, value, consent)


def _error(block: ImportedBlock, field: str, reason: str, action: str, value: str = "") -> FileFinding:
    return _finding(Level.ERROR, block, field, reason, action, value)


def _warning(
    block: ImportedBlock, field: str, reason: str, action: str, value: str = "", row=None, consent: str = ""
) -> FileFinding:
    return _finding(Level.WARNING, block, field, reason, action, value, row, consent)
