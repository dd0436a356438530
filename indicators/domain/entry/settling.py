"""From what was typed to what may be stored: certain values go into the table, the rest is kept beside it."""

from dataclasses import dataclass
from decimal import Decimal

from indicators.fields import CELLS, FACTS, SUMS, text_limits
from indicators.models import Indicator, PerformanceGoal
from indicators.record import ROW_TEXTS, RowTexts
from perfgoals.common.money import parse_amount
from perfgoals.common.text import quoted
from projects.models import Project

from . import field_problems
from .entries import GoalEntry, References, RowEntry, kept_row

LIMITS, CELL_LIMITS = text_limits(FACTS), text_limits(CELLS)
AMOUNT_IN_DOUBT = "金额待核对"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowValues(RowTexts):
    """One row of the table with values that may be stored; `pk` None is a new row."""

    category_id: int
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """The arguments of save_goal; `places` says which entry row each of `rows` came from."""

    facts: dict
    rows: list[RowValues]
    places: list[int]


def settle(entry: GoalEntry, *, goal: PerformanceGoal, references: References) -> Settled:
    """Divide a normalised entry. Facts: name, fund_source, functional_subject, amount and the other sums (元
    or None), amount_note, the texts, and `unfinished` with everything that did not pass.

    Where a text cannot be stored, the old text stays in the table; an old amount or subject does not, because
    it is no longer what the unit says.
    """
    facts, unfinished = _settled_facts(entry.facts, goal, references)
    stored = {row.pk: row for row in goal.indicators.all()} if goal.pk else {}
    rows, places, kept = [], [], []
    for place, row in enumerate(entry.rows):
        values, complete = _settled_row(row, stored.get(row.pk))
        if values:
            rows.append(values)
            places.append(place)
        if not complete:
            kept.append(kept_row(row, place))
    facts["unfinished"] = {key: part for key, part in (("facts", unfinished), ("rows", kept)) if part}
    return Settled(facts, rows, places)


def _settled_facts(typed: dict[str, str], goal: PerformanceGoal, references: References):
    project, wrong = goal.project, wrong_facts(typed, references)
    if message := name_problem(typed["name"], project):
        wrong.setdefault("name", message)
    facts = {key: stored if key in wrong else typed[key] for key, stored in goal.texts().items()}
    subject = None if "functional_subject" in wrong else references.subject(typed["functional_subject"])
    facts |= {"fund_source": references.fund(typed["fund_source"]), "functional_subject": subject}
    certain = {name: "" if name in wrong else typed[name] for name in SUMS}
    facts |= {name: parse_amount(text) if text else None for name, text in certain.items()}
    amount, note = settled_amount(typed["amount"], project.amount_note)
    return facts | {"amount": amount, "amount_note": note}, {key: typed[key] for key in wrong}


def wrong_facts(typed: dict[str, str], references: References) -> dict[str, str]:
    """What can't be stored of the facts and why, in the order of the form. Of the name only its length is
    asked here: see name_problem."""
    wrong = {key: field_problems.length_problem(typed[key], limit) for key, limit in LIMITS.items()}
    fund, subject = references.fund(typed["fund_source"]), references.subject(typed["functional_subject"])
    wrong["fund_source"] = field_problems.fund_problem(typed["fund_source"], fund)
    wrong["functional_subject"] = field_problems.subject_problem(typed["functional_subject"], subject)
    wrong |= {name: field_problems.amount_problem(typed[name]) for name in ("amount", *SUMS)}
    return {key: message for key, message in wrong.items() if message}


def name_problem(name: str, project: Project) -> str:
    """The name of a project is unique in its unit and cycle."""
    if not name.strip():
        return "“二级项目名称”未填。"
    if name == project.name:
        return ""
    taken = Project.objects.filter(cycle=project.cycle_id, department=project.department_id, name=name)
    if taken.exclude(pk=project.pk).exists():
        return f"本单位在该批次中已有同名项目，仍按原名{quoted(project.name)}保存。请换一个名称。"
    return ""


def settled_amount(text: str, note: str) -> tuple[Decimal | None, str]:
    """The amount in 元 and what is printed in its place when there is none."""
    if not text:
        return None, "" if note == AMOUNT_IN_DOUBT else note
    if field_problems.amount_problem(text):
        return None, AMOUNT_IN_DOUBT
    return parse_amount(text), ""


def _settled_row(row: RowEntry, stored: Indicator | None) -> tuple[RowValues | None, bool]:
    """What may be stored of a row (None: nothing), and whether that is all of it."""
    values = {cell: getattr(row, cell) for cell in ROW_TEXTS}
    refused = [cell for cell, limit in CELL_LIMITS.items() if len(values[cell]) > limit]
    if not row.name:
        refused.append("name")
    complete = not refused and row.category is not None
    if stored is None and not complete:
        return None, False
    for cell in refused:
        values[cell] = getattr(stored, cell)
    return RowValues(
        category_id=row.category or stored.category_id,
        pk=stored.pk if stored else None,
        **values,
    ), complete
