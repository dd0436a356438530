"""What an empty site lacks before a file can be imported: cycle, scheme, and code list entries that it names.

Only the command line makes these; on the web they are the administrator's. A plan is made without writing, so
that a preview can use it, and written as a whole before the import.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError
from django.db import transaction

from indicators.models import CycleRules, ImportItem, IndicatorCategory, IndicatorScheme
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.language.tiers import tier_key
from projects.enums import CycleState, SubjectLevel
from projects.models import BudgetCycle, Department, FunctionalSubject, FundSource
from reading.blocks import ImportedFile

from ..entry.resettling import resettle_goals
from .references import CodeBook

Tier = tuple[str, str]


class CannotPlan(Exception):
    """The file does not say what a new cycle needs; the text (Chinese) says what to add."""


@dataclass(slots=True)
class Setup:
    """Unstored entries. `categories` are those of the cycle's scheme by id, negative ids where not stored;
    `added_tiers` are copied into a scheme of the cycle's own together with the tree `scheme`."""

    cycle: BudgetCycle
    scheme: IndicatorScheme | None = None
    added_tiers: list[Tier] = field(default_factory=list)
    units: list[Department] = field(default_factory=list)
    funds: list[FundSource] = field(default_factory=list)
    subjects: list[FunctionalSubject] = field(default_factory=list)
    categories: dict[int, IndicatorCategory] = field(default_factory=dict)

    def created(self) -> dict[str, list[str]]:
        """What is or would be made, for the report: kind → labels."""
        scheme = [self.scheme.name] if self.scheme and self.added_tiers else []
        return {
            "申报批次": [f"{self.cycle.code} {self.cycle.title}"] if self.cycle.pk is None else [],
            "指标体系": scheme,
            "指标类别": [f"{tier1} › {tier2}" for tier1, tier2 in self.added_tiers],
            "单位": [str(unit) for unit in self.units],
            "资金类型": [str(fund) for fund in self.funds],
            "功能科目": [str(subject) for subject in self.subjects],
        }


def plan_setup(file: ImportedFile, *, cycle_code: str, region: str = "") -> Setup:
    """What importing `file` into the cycle needs. Raises CannotPlan."""
    cycle = BudgetCycle.objects.filter(code=cycle_code).first() or _new_cycle(file, cycle_code, region)
    plan = Setup(cycle)
    rules = CycleRules.objects.select_related("scheme").filter(cycle=cycle.pk).first() if cycle.pk else None
    if rules is None:
        plan.scheme, plan.added_tiers = _choose_scheme(file)
    plan.categories = _categories(plan, rules)
    blocks = file.blocks
    plan.units = _missing(Department, ((b.unit_code, b.unit_name) for b in blocks))
    plan.funds = _missing(FundSource, ((b.fund_code, b.fund_name) for b in blocks))
    plan.subjects = _missing(FunctionalSubject, ((b.subject_code, b.subject_name) for b in blocks))
    return plan


def carry_out(plan: Setup) -> BudgetCycle:
    """Store the plan, all or nothing, and list it in the audit."""
    with transaction.atomic():
        cycle, is_new = plan.cycle, plan.cycle.pk is None
        if is_new:
            cycle.save()
        if plan.scheme:
            scheme = _own_scheme(plan) if plan.added_tiers else plan.scheme
            CycleRules.objects.create(cycle=cycle, scheme=scheme)
        by_length = sorted(plan.subjects, key=lambda subject: len(subject.code))
        for entry in [*plan.funds, *by_length]:
            entry.save()
        for unit in sorted(plan.units, key=lambda unit: len(unit.code)):
            unit.parent = _parent_of(unit.code)
            unit.save()
        if any(plan.created().values()):
            made = {kind: labels[:50] for kind, labels in plan.created().items() if labels}
            record(Verb.CREATE, name=f"导入所需的代码：{cycle}", after=made)
    if not is_new:
        resettle_goals(cycle=cycle)
    return cycle


def carry_out_for(
    items: Sequence[ImportItem], *, file: ImportedFile, plan: Setup, region: str = ""
) -> tuple[CodeBook, dict[str, list[str]]]:
    """Store what `items` (those to be written) need of the plan that they were matched with, nothing else.

    Returns the book to write them with, and what was made. Their rows name categories that are stored then.
    """
    needed = tuple(file.blocks[item.position - 1] for item in items)
    own = plan_setup(replace(file, blocks=needed), cycle_code=plan.cycle.code, region=region)
    created = own.created()
    book = CodeBook(carry_out(own))
    if plan.scheme is not None:
        keys = {pk: _key((c.parent.name, c.name)) for pk, c in plan.categories.items()}
        for item in items:
            for row in item.values["rows"]:
                if row["category"] is not None:
                    row["category"] = book.categories_by_key[keys[row["category"]]].pk
    return book, created


def _new_cycle(file: ImportedFile, code: str, region: str) -> BudgetCycle:
    # What the user says counts: a title of another year is asked about (see caution).
    year = int(code[:4]) if re.match("20[0-9]{2}", code) else file.fiscal_year
    region = region or file.region
    if not region:
        raise CannotPlan(
            f"没有批次“{code}”，表名中也看不出地区，不能新建批次。请加上地区，例如 --region 韶关市曲江区。"
        )
    if year is None:
        raise CannotPlan(f"没有批次“{code}”，表名和批次编码中都没有年度，不能新建批次。请用 --cycle 2023。")
    level = file.level or f"{region[-1]}级"
    cycle = BudgetCycle(code=code, fiscal_year=year, region=region, level=level, state=CycleState.OPEN)
    try:
        cycle.clean_fields()
    except ValidationError as error:
        raise CannotPlan("不能新建批次：" + " ".join(error.messages)) from error
    return cycle


def _choose_scheme(file: ImportedFile) -> tuple[IndicatorScheme, list[Tier]]:
    """The shipped tree that has most of the file's tiers, and the tiers that it lacks."""
    wanted = {(row.tier1, row.tier2) for block in file.blocks for row in block.indicators if row.tier2}
    best: tuple[int, IndicatorScheme, list[Tier]] | None = None
    for scheme in IndicatorScheme.objects.order_by("code"):
        known = _keys(IndicatorCategory.objects.second_tier().filter(scheme=scheme))
        lacking = _without_twins(tier for tier in sorted(wanted) if _key(tier) not in known)
        if best is None or len(lacking) < best[0]:
            best = (len(lacking), scheme, lacking)
    if best is None:
        raise CannotPlan("系统中没有任何指标体系。请先运行 ./run --setup-only 装入指标体系。")
    return best[1], best[2]


def _key(tier: Tier) -> Tier:
    return tier_key(tier[0]), tier_key(tier[1])


def _keys(categories: Iterable[IndicatorCategory]) -> set[Tier]:
    return {_key((category.parent.name, category.name)) for category in categories}


def _without_twins(tiers: Iterable[Tier]) -> list[Tier]:
    """One for each key; a tier without a 一级 can't be placed in a tree and stays a text."""
    return list({_key(tier): tier for tier in tiers if tier[0] and max(map(len, tier)) <= 30}.values())


def _categories(plan: Setup, rules: CycleRules | None) -> dict[int, IndicatorCategory]:
    scheme = rules.scheme if rules else plan.scheme
    second = {c.pk: c for c in IndicatorCategory.objects.second_tier().filter(scheme=scheme)}
    for number, (tier1, tier2) in enumerate(plan.added_tiers, start=1):
        parent = IndicatorCategory(scheme=scheme, name=tier1, pk=-1000 - number)
        second[-number] = IndicatorCategory(scheme=scheme, parent=parent, name=tier2, pk=-number)
    return second


def _own_scheme(plan: Setup) -> IndicatorScheme:
    """A copy of the chosen tree with the missing tiers at the end of their 一级."""
    source, code = plan.scheme, plan.cycle.code
    taken = IndicatorScheme.objects.filter(code=code).exists()
    name = f"{source.name}（{plan.cycle.fiscal_year}年导入补充）"[:100]
    scheme = IndicatorScheme.objects.create(
        code=f"{code}-import"[:20] if taken else code[:20], name=name, source=source.source
    )
    firsts: dict[str, IndicatorCategory] = {}
    position = 0
    for category in [*source.categories.filter(parent=None), *source.categories.second_tier()]:
        position += 1
        parent = firsts[tier_key(category.parent.name)] if category.parent else None
        copy = IndicatorCategory.objects.create(
            scheme=scheme, name=category.name, position=position, required=category.required,
            weight=category.weight, parent=parent,
        )  # fmt: skip
        if category.parent is None:
            firsts[tier_key(category.name)] = copy
    for tier1, tier2 in plan.added_tiers:
        position += 2
        if tier_key(tier1) not in firsts:
            firsts[tier_key(tier1)] = IndicatorCategory.objects.create(
                scheme=scheme, name=tier1, position=position - 1
            )
        parent = firsts[tier_key(tier1)]
        IndicatorCategory.objects.create(scheme=scheme, parent=parent, name=tier2, position=position)
    return scheme


def _missing(model, pairs: Iterable[Tier]) -> list:
    """Unstored entries for the codes that no list has and that come with a name and are well formed."""
    known = set(model.objects.values_list("code", flat=True))
    found = {}
    for code, name in pairs:
        if not code or not name or code in known or code in found:
            continue
        entry = model(code=code, name=name)
        try:
            entry.clean_fields(exclude=["level", "parent"])
        except ValidationError:
            continue  # no code at all: the text is kept and the sender told
        if model is FunctionalSubject:
            entry.level = SubjectLevel.of_code(code)  # as saving would
        found[code] = entry
    return list(found.values())


def _parent_of(code: str) -> Department | None:
    """130001 stands under 130, where there is one."""
    shorter = [code[:length] for length in range(2, len(code))]
    return Department.objects.filter(code__in=shorter).order_by("-code").first()
