"""What stands in the form of one goal, as text: what is stored plus what could not be stored yet.

A draft may hold an amount that is no number, a fund source of no code list, a row without a category. Such
texts are kept in `PerformanceGoal.unfinished` beside the table and shown in the form, but never printed:

    {"facts": {field: text}, "rows": [{RowEntry's fields, "position": place among all rows, from 0}]}
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import cached_property

from indicators.fields import CELLS, FACTS, SUMS, FieldKind
from indicators.models import CategoryMapping, Indicator, IndicatorCategory, PerformanceGoal
from indicators.record import ROW_TEXTS, RowTexts
from perfgoals.common.money import AmountError, format_amount, parse_amount
from perfgoals.language.codes import split_fund, split_subject
from perfgoals.language.tiers import tier_key
from projects.models import BudgetCycle, FunctionalSubject, FundSource

NOT_APPLICABLE = "不适用"
_LINES = tuple(name for name, field in CELLS.items() if field.kind is FieldKind.LINE)
_FORM_CELLS = frozenset(name for name, field in CELLS.items() if field.for_forms)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowEntry(RowTexts):
    """One row as typed. `category` is the id of a 二级指标; `category_text` a name that the scheme lacks."""

    pk: int | None = None
    category: int | None = None
    category_text: str = ""

    @property
    def is_blank(self) -> bool:
        """A spare row: choosing a category alone says nothing yet."""
        if self.name or self.category_text:
            return False
        return not any(getattr(self, name) for name in ROW_TEXTS)

    @property
    def is_spare(self) -> bool:
        """An empty row that was never stored: nothing is lost without it."""
        return self.pk is None and self.is_blank

    @property
    def unsaved_key(self) -> str:
        """How a row without an id is recognised: by all that it says."""
        return f"new-{_mark(self)}"

    def as_dict(self) -> dict:
        """As `dataclasses.asdict`, which copies every value and was a tenth of an import."""
        return {name: getattr(self, name) for name in _ROW_NAMES}

    def same_content(self, other: "RowEntry") -> bool:
        return replace(self, pk=None) == replace(other, pk=None)


_ROW_NAMES = tuple(field.name for field in fields(RowEntry))


@dataclass(frozen=True, slots=True)
class GoalEntry:
    """The whole form: `facts` has a text for every key of FACTS, `rows` are in table order."""

    facts: dict[str, str]
    rows: tuple[RowEntry, ...] = ()

    def fingerprints(self) -> dict[str, str]:
        """A short mark of every value, by which the form knows later what was changed since it was opened."""
        marks = {key: _mark(text) for key, text in self.facts.items()}
        for row in self.rows:
            if row.pk:
                marks |= {f"row-{row.pk}-{cell}": _mark(getattr(row, cell)) for cell in CELLS}
            else:
                marks[row.unsaved_key] = ""
        return marks


def leaves_out(cycle: BudgetCycle) -> frozenset[str]:
    """The inputs that the printed form of a cycle has no place for; none of a cycle without rules."""
    rules = getattr(cycle, "rules", None)
    return rules.printed_form.leaves_out if rules else frozenset()


class References:
    """The code lists and categories that a form of this goal offers; each is read once, when first asked."""

    def __init__(self, goal: PerformanceGoal):
        self.project = goal.project
        self._subjects: dict[str, FunctionalSubject | None] = {}
        self._named: dict[str, IndicatorCategory | None] = {}

    @property
    def year(self) -> int:
        """The budget year, in which a code has to be valid."""
        return self.project.cycle.fiscal_year

    @cached_property
    def leaves_out(self) -> frozenset[str]:
        """The inputs that the cycle's printed form has no place for."""
        return leaves_out(self.project.cycle)

    @cached_property
    def funds(self) -> dict[str, FundSource]:
        """Fund sources valid in the year by code, with the one already chosen even if it is so no longer."""
        chosen = FundSource.objects.filter(pk=self.project.fund_source_id)
        return {fund.code: fund for fund in FundSource.objects.usable_in(self.year) | chosen}

    @cached_property
    def categories(self) -> dict[int, IndicatorCategory]:
        """二级指标 of the cycle's scheme by id, in scheme order."""
        scheme = self.project.cycle.rules.scheme_id
        return {c.pk: c for c in IndicatorCategory.objects.second_tier().filter(scheme=scheme)}

    def fund(self, text: str) -> FundSource | None:
        """The fund source that a text names: its code, as the form sends it, or code and name of a file."""
        text = text.strip()
        return self.funds.get(text) or self.funds.get(split_fund(text)[0])

    @cached_property
    def categories_by_key(self) -> dict[tuple[str, str], IndicatorCategory]:
        return {(tier_key(c.parent.name), tier_key(c.name)): c for c in self.categories.values()}

    @cached_property
    def mapped_categories(self) -> dict[tuple[str, str], IndicatorCategory]:
        """What the 二级指标 of other trees were decided to be in this one."""
        return mapped_to(self.categories)

    def category_named(self, text: str) -> IndicatorCategory | None:
        """The 二级指标 of a text 一级 › 二级, by this tree or as mapped from another; or of a 二级 alone that
        only one 一级 has."""
        if text not in self._named:
            self._named[text] = self._find_category(text)
        return self._named[text]

    def _find_category(self, text: str) -> IndicatorCategory | None:
        tier1, _, tier2 = text.rpartition("›")
        if not tier_key(tier2):
            return None
        key = tier_key(tier1), tier_key(tier2)
        if found := self.categories_by_key.get(key):
            return found
        if tier1 and (found := self.mapped_categories.get(key)):
            return found
        named = [c for (_, name), c in self.categories_by_key.items() if name == tier_key(tier2)]
        return named[0] if len(named) == 1 and not tier1 else None

    def subject(self, text: str) -> FunctionalSubject | None:
        """The subject that a text names: by the code it begins with, or by a whole name that only one has."""
        text = text.strip()
        chosen = self.project.functional_subject
        if not text:
            return None
        code = split_subject(text)[0] or text.split()[0]
        # A subject that was chosen stays, even if its code is no longer in use.
        if chosen is not None and chosen.code == code:
            return chosen
        if text not in self._subjects:
            self._subjects[text] = self._find_subject(code if code.isdecimal() else "", text)
        return self._subjects[text]

    def _find_subject(self, code: str, name: str) -> FunctionalSubject | None:
        """By its code; without one by the whole name."""
        usable = FunctionalSubject.objects.usable_in(self.year)
        if code:
            return usable.filter(code=code).first()
        named = usable.items().filter(name=name)[:2]
        return named[0] if len(named) == 1 else None


def mapped_to(categories: dict[int, IndicatorCategory]) -> dict[tuple[str, str], IndicatorCategory]:
    """(一级, 二级) of other trees → what they were decided to be among these of one tree; one query."""
    found = CategoryMapping.objects.filter(target__in=[key for key in categories if key])
    return {
        (tier_key(m.category.parent.name), tier_key(m.category.name)): categories[m.target_id]
        for m in found.select_related("category__parent")
    }


def entry_of(goal: PerformanceGoal) -> GoalEntry:
    """What the form of this goal shows; needs the goal `with_project()` and `with_indicators()`."""
    project, texts = goal.project, goal.texts()
    sums = {name: format_amount(getattr(project, name)) for name in SUMS}
    shown = (
        sums
        | {
            "fund_source": project.fund_source.code if project.fund_source else "",
            "functional_subject": str(project.functional_subject or ""),
            "amount": format_amount(project.amount),
        }
        | {name: text.strip() if FACTS[name].kind is FieldKind.TEXT else text for name, text in texts.items()}
    )
    facts = {name: shown[name] for name in FACTS}
    kept = goal.unfinished.get("facts", {})
    facts |= {key: text for key, text in kept.items() if key in facts}
    return GoalEntry(facts, _rows_of(goal))


def _rows_of(goal: PerformanceGoal) -> tuple[RowEntry, ...]:
    rows = [row_entry(indicator) for indicator in goal.indicators.all()]
    for kept in sorted(goal.unfinished.get("rows", ()), key=lambda row: row["position"]):
        row = RowEntry(**{f.name: kept[f.name] for f in fields(RowEntry) if f.name in kept})
        if row.pk is None:
            rows.insert(kept["position"], row)
        else:
            rows = [row if row.pk == other.pk else other for other in rows]
    return tuple(rows)


def row_entry(indicator: Indicator) -> RowEntry:
    stored = {name: getattr(indicator, name) for name in ROW_TEXTS}
    texts = {name: value.strip() if isinstance(value, str) else value for name, value in stored.items()}
    return RowEntry(pk=indicator.pk, category=indicator.category_id, **texts)


def kept_row(row: RowEntry, position: int) -> dict:
    """A row as `unfinished` keeps it: without the empty cells that only some printed forms have."""
    kept = {name: value for name, value in row.as_dict().items() if value or name not in _FORM_CELLS}
    return kept | {"position": position}


def normalised(entry: GoalEntry, references: References) -> GoalEntry:
    """The same entry with codes and amount written as they are shown, where they are certain."""
    facts = dict(entry.facts)
    if fund := references.fund(facts["fund_source"]):
        facts["fund_source"] = fund.code
    if subject := references.subject(facts["functional_subject"]):
        facts["functional_subject"] = str(subject)
    for name in ("amount", *SUMS):
        if facts[name]:
            with suppress(AmountError):  # stays as typed
                facts[name] = format_amount(parse_amount(facts[name]))
    for name, field in FACTS.items():
        if field.kind is FieldKind.LINE:
            facts[name] = facts[name].replace("\n", " ")
    return GoalEntry(facts, tuple(_normalised_row(row, references) for row in entry.rows if not row.is_spare))


def _normalised_row(row: RowEntry, references: References) -> RowEntry:
    category = references.categories.get(row.category)
    if category is None and row.category_text:
        category = references.category_named(row.category_text)
    key, text = (category.pk, "") if category else (None, row.category_text)
    broken = [name for name in _LINES if "\n" in getattr(row, name)]
    if broken or (key, text) != (row.category, row.category_text):
        lines = {name: getattr(row, name).replace("\n", " ") for name in broken}
        row = replace(row, category=key, category_text=text, **lines)
    if not row.not_applicable:
        return row
    # 不适用 is printed as a row too: without a name of its own it carries that of its category.
    return replace(
        row,
        name=row.name or (category.name if category else ""),
        period_target=row.period_target or NOT_APPLICABLE,
        annual_target=row.annual_target or NOT_APPLICABLE,
    )


def _mark(value) -> str:
    return hashlib.blake2s(repr(value).encode(), digest_size=4).hexdigest()
