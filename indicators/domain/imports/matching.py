"""From the blocks of a file to what each would do in a cycle: new, changed, unchanged, locked or refused.

Reads the code lists once and the stored tables once for every chunk; writes nothing and locks nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects
from django.utils import timezone

from indicators.enums import ItemState
from indicators.fields import CELLS, FACTS, FieldKind
from indicators.models import PerformanceGoal
from indicators.record import FORM_FACTS
from projects.models import Department, Project
from reading.blocks import FileFinding, ImportedBlock, ImportedFile, ImportedIndicator, Level

from ..entry.entries import NOT_APPLICABLE, GoalEntry, RowEntry, entry_of, normalised
from ..entry.problems import Problem, ProblemKind, problems
from ..entry.settling import LIMITS
from .caution import NearNames, title_doubts
from .changes import Change, changes_between, paired
from .references import BookReferences, CodeBook, empty_project

CHUNK = 200
EXAMPLE = "（示例）"
# The name is matched by itself.
TEXTS = [name for name, field in FACTS.items() if field.kind is FieldKind.TEXT]
_TEXT_CELLS = [(name, field.kind is FieldKind.LINE) for name, field in CELLS.items() if field.is_text]
CODES = [field for field in FACTS.values() if field.kind is FieldKind.CODE]


@dataclass(slots=True)
class Matched:
    """One block and what it would do. `values` is what `writing` stores, as plain data."""

    block: ImportedBlock
    state: ItemState
    findings: list[FileFinding]
    unit: Department | None = None
    values: dict = field(default_factory=dict)
    goal: PerformanceGoal | None = None
    changes: list[Change] = field(default_factory=list)

    @property
    def consents(self) -> list[str]:
        """What has to be confirmed before this is written."""
        return sorted({finding.consent for finding in self.findings if finding.consent})


class Matcher:
    """Compares the blocks of `file` with the cycle of `book`.

    `allowed` are the codes of the units that may be imported into, None for every unit; `own` is the unit of
    a table that names none. `title_doubts` are findings about the titles of whole sheets.
    """

    def __init__(self, file: ImportedFile, book: CodeBook, *, allowed: set[str] | None, own: str = ""):
        self.book, self.allowed, self.own = book, allowed, own
        self.columns = {sheet.name: frozenset(sheet.columns.values()) for sheet in file.sheets}
        self.blocks = file.blocks
        self.seen: dict[tuple[str, str], ImportedBlock] = {}
        self.subjects: dict = {}
        self.title_doubts = title_doubts(file, book.cycle)
        stored = Project.objects.filter(cycle=book.cycle.pk).values_list("department__code", "name", "pk")
        self.stored = {(code, name): pk for code, name, pk in stored}
        self.near_names = NearNames(self.stored)

    def match(self, progress=None) -> Iterator[Matched]:
        """Every block in the order of the file; `progress` gets the blocks done and their number."""
        done = 0
        for start in range(0, len(self.blocks), CHUNK):
            chunk = [self._place(block) for block in self.blocks[start : start + CHUNK]]
            goals = self._goals_of(chunk)
            for matched in chunk:
                refused = matched.state == ItemState.ERROR
                self._compare(matched, None if refused else goals.get(self.stored.get(self._key(matched))))
                yield matched
            done += len(chunk)
            if progress:
                progress(done, len(self.blocks))

    def _goals_of(self, chunk: Iterable[Matched]) -> dict[int, PerformanceGoal]:
        wanted = {self.stored.get(self._key(matched)) for matched in chunk if matched.unit} - {None}
        if not wanted:
            return {}
        goals = list(PerformanceGoal.objects.filter(pk__in=wanted).with_project().with_indicators())
        locked = [goal for goal in goals if not goal.is_editable]
        prefetch_related_objects(locked, "filing__transitions__by")
        return {goal.pk: goal for goal in goals}

    @staticmethod
    def _key(matched: Matched) -> tuple[str, str]:
        return matched.unit.code, matched.block.name

    def _place(self, block: ImportedBlock) -> Matched:
        """Find the unit, and refuse what can't be written whatever is stored."""
        unit, findings = self._unit_of(block)
        findings = [*block.findings, *findings]
        if doubt := self.title_doubts.get(block.sheet):
            findings.append(_warning(block, "name", doubt.reason, doubt.action, consent=doubt.consent))
        if unit is not None:
            findings += self._name_findings(block, unit)
        refused = any(finding.level is Level.ERROR for finding in findings)
        return Matched(block, ItemState.ERROR if refused else ItemState.NEW, findings, unit)

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

    def _compare(self, matched: Matched, goal: PerformanceGoal | None) -> None:
        """What it would change; of a refused project everything else that is wrong with it, all at once."""
        block = matched.block
        new = goal is None
        # A project whose unit nobody knows is refused; what else is wrong with it is said all the same.
        unit = matched.unit or Department(name=block.unit_name)
        project = empty_project(self.book, unit=unit, name=block.name) if new else goal.project
        references = BookReferences(project, self.book, self.subjects)
        old = GoalEntry(dict.fromkeys(FACTS, "")) if new else entry_of(goal)
        rows = paired([self._row(row, references) for row in block.indicators], old.rows)
        facts = self._facts(block, old) if new else _with_waiting(self._facts(block, old), goal)
        entry = normalised(GoalEntry(facts, tuple(rows)), references)
        matched.findings += list(self._doubts(matched, entry, references))
        if matched.state == ItemState.ERROR:
            return
        matched.values = {
            "unit": matched.unit.code,
            "facts": entry.facts,
            "amount_note": self._amount_note(block, project),
            "rows": [row.as_dict() for row in entry.rows],
        }
        if new:
            return
        matched.goal = goal
        old = normalised(old, references)
        matched.changes = changes_between(old, entry, self.book.categories)
        note = matched.values["amount_note"]
        if not entry.facts["amount"] and note != goal.project.amount_note and not old.facts["amount"]:
            matched.changes.append(Change("修改", "金额说明", goal.project.amount_note, note))
        if not matched.changes:
            matched.state = ItemState.UNCHANGED
        elif not goal.is_editable:
            matched.state = ItemState.LOCKED
            reason = f"系统中这个项目的状态是“{goal.get_status_display()}”{_last_step(goal)}，不能覆盖"
            action = (
                "请先撤回或由审核人退回，再导入" if goal.status != "approved" else "已批复的项目须先办理调整"
            )
            matched.findings.append(_warning(block, "name", reason, action, block.name))
        else:
            matched.state = ItemState.CHANGED

    def _facts(self, block: ImportedBlock, old: GoalEntry) -> dict[str, str]:
        """What the file says; a field that it has no column for stays as it is."""
        given = self.columns.get(block.sheet, frozenset()) | block.cells.keys()
        facts = {"name": block.name}
        for code_field in CODES:
            key, fact = code_field.key, code_field.input
            code, text = getattr(block, f"{key}_code"), getattr(block, f"{key}_text")
            name = getattr(block, f"{key}_name")
            said = text if not code or code in text else f"{code}{name}"
            facts[fact] = said if given & {key, f"{key}_code"} else old.facts[fact]
        for key in TEXTS:
            facts[key] = getattr(block, key) if key in given else old.facts[key]
        facts |= self._form_facts(block, given, old)
        facts["amount"] = ("" if block.amount is None else str(block.amount)) if "amount" in given else None
        if facts["amount"] is None:
            facts["amount"] = old.facts["amount"]
        return facts

    @staticmethod
    def _form_facts(block: ImportedBlock, given: frozenset[str], old: GoalEntry) -> dict[str, str]:
        """What only some forms say."""
        said = {**block.texts, **block.sums}
        return {
            name: said.get(name, "") if name in said or name in given else old.facts[name]
            for name in FORM_FACTS
        }

    def _amount_note(self, block: ImportedBlock, project: Project) -> str:
        given = self.columns.get(block.sheet, frozenset()) | block.cells.keys()
        return block.amount_note[:100] if "amount" in given else project.amount_note

    @staticmethod
    def _row(row: ImportedIndicator, references: BookReferences) -> RowEntry:
        text = f"{row.tier1} › {row.tier2}" if row.tier1 else row.tier2
        category = references.category_named(text)
        targets = (row.period_target, row.annual_target)
        return RowEntry(
            category=category.pk if category else None,
            category_text="" if category else text,
            not_applicable=targets == (NOT_APPLICABLE, NOT_APPLICABLE),
            **{name: _cell_text(row, name, is_line) for name, is_line in _TEXT_CELLS},
        )

    def _doubts(
        self, matched: Matched, entry: GoalEntry, references: BookReferences
    ) -> Iterator[FileFinding]:
        """What the form would say is wrong: kept as text, to be put right after the import."""
        block, refused = matched.block, matched.state == ItemState.ERROR
        told = {(finding.field, finding.row) for finding in matched.findings if finding.level is Level.ERROR}
        yield from self._name_differs(block, entry, references)
        for problem in problems(entry, references=references):
            nameless = problem.row is not None and problem.field == "name"
            if problem.kind != ProblemKind.WRONG and not nameless:
                continue
            # Rows without content were left out, so a place is only sure while both have as many.
            sure = problem.row is not None and len(entry.rows) == len(block.indicators)
            row = block.indicators[problem.row] if sure else None
            if problem.row is None and (retired := self._retired(block, problem)):
                yield retired
                continue
            # A category that is missing altogether has no field of its own.
            named = (FACTS if problem.row is None else CELLS).get(problem.field)
            label = named.label if named else None
            action = f"请一并改正{label}后重新上传" if refused else f"{label}的原文已保留，请在导入后改正"
            key, message = named.key if named else problem.field, problem.message.rstrip("。")
            finding = _warning(block, key, message, action, row=row)
            if (finding.field, finding.row) not in told:
                yield finding

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

    def _name_differs(self, block: ImportedBlock, entry: GoalEntry, references: BookReferences):
        """A code that the list knows by another name: the code counts, but the sender should know."""
        fund = references.fund(entry.facts["fund_source"])
        subject = references.subject(entry.facts["functional_subject"])
        pairs = (("fund", fund, block.fund_name), ("subject", subject, block.subject_name))
        for key, found, name in pairs:
            if found and name and getattr(block, f"{key}_code") and name not in (found.name, str(found)):
                reason = f"编码 {found.code} 在代码表中是“{found.name}”，文件里写的是“{name}”"
                yield _warning(block, key, reason, "已按编码归类，请核对", name)


def _with_waiting(facts: dict[str, str], goal: PerformanceGoal) -> dict[str, str]:
    """A text that waits to be put right is exported as an empty cell: that cell does not end it."""
    waiting = goal.unfinished.get("facts", {})
    return {key: text or waiting.get(key, "") for key, text in facts.items()}


def _cell_text(row: ImportedIndicator, name: str, is_line: bool) -> str:
    """What the file says in a cell, "" where it has no such column; a line loses its breaks."""
    text = getattr(row, name, "")
    return " ".join(text.split()) if text and is_line else text


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
    first = row.row if row else block.first_row
    return FileFinding(
        level, reason, action, block.sheet, place.row if place else first,
        place.column if place else None, field, value, consent,
    )  # fmt: skip


def _error(block: ImportedBlock, field: str, reason: str, action: str, value: str = "") -> FileFinding:
    return _finding(Level.ERROR, block, field, reason, action, value)


def _warning(
    block: ImportedBlock, field: str, reason: str, action: str, value: str = "", row=None, consent: str = ""
) -> FileFinding:
    return _finding(Level.WARNING, block, field, reason, action, value, row, consent)
