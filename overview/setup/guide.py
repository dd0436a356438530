"""建站向导: 单位 → 代码 → 批次 → 人员 → 检查, each step with what is there, what is missing, what to do."""

from dataclasses import dataclass, field
from enum import StrEnum

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Exists, OuterRef, Window
from django.urls import reverse

from indicators.domain.cycle_rules import has_rules
from perfgoals.accounts.batches import waiting_for_slips
from perfgoals.accounts.enums import BUSINESS_ROLES, Role
from perfgoals.accounts.models import Membership, RoleProposal
from projects.enums import CycleState, ListKind
from projects.models import BudgetCycle, Department, FunctionalSubject, FundSource
from projects.models.labels import unit_label

NAMED = 5


class StepState(StrEnum):
    DONE = "done"
    NEXT = "next"
    LATER = "later"

    @property
    def label(self) -> str:
        return {"done": "已完成", "next": "现在做", "later": "待做"}[self.value]


@dataclass(frozen=True)
class Missing:
    """One thing that keeps a step from being done; `url` leads to where it is done."""

    text: str
    url: str = ""


@dataclass
class Step:
    key: str
    title: str
    facts: str
    url: str
    action: str
    missing: list[Missing] = field(default_factory=list)
    state: StepState = StepState.DONE
    further: list[tuple[str, str]] = field(default_factory=list)


def guide_steps() -> list[Step]:
    """The five steps; the first that lacks something is the next one. A fixed number of queries."""
    cycle = newest_cycle()
    steps = [_units(), _codes(), _cycle(cycle), _people(), _check(cycle)]
    open_steps = [step for step in steps if step.missing]
    for step in open_steps:
        step.state = StepState.NEXT if step is open_steps[0] else StepState.LATER
    return steps


def is_at_work() -> bool:
    """Whether units can fill in already: then the home page is about their work. Two queries."""
    cycles = BudgetCycle.objects.filter(state=CycleState.OPEN, rules__isnull=False)
    return cycles.exists() and Membership.objects.filter(role=Role.PREPARER).exists()


def newest_cycle() -> BudgetCycle | None:
    """The one being set up: the newest that has not been closed."""
    return BudgetCycle.objects.exclude(state=CycleState.CLOSED).select_related("rules__scheme").first()


def _units() -> Step:
    units = Department.objects.active()
    total = units.count()
    above = units.filter(Exists(units.filter(parent=OuterRef("pk")))).count()
    upload = reverse("list_upload", args=[ListKind.UNITS.value])
    step = Step("units", "单位", f"{total} 个单位，其中 {above} 个主管部门", upload, "导入单位清单")
    step.further = [("查看单位", reverse("unit_list"))]
    if not total:
        step.missing = [Missing("还没有单位。填好模板上传，预览无误后一次写入。", upload)]
    return step


def _codes() -> Step:
    funds = FundSource.objects.active().count()
    items = FunctionalSubject.objects.active().items().count()
    upload = reverse("list_upload", args=[ListKind.CODES.value])
    step = Step("codes", "代码", f"资金类型 {funds} 个，项级功能科目 {items} 个", upload, "导入代码清单")
    step.further = [("查看代码", reverse("code_list"))]
    if not funds:
        step.missing.append(Missing("还没有资金类型。", upload))
    if not items:
        step.missing.append(Missing("还没有项级（7 位）功能科目，项目没有科目可选。", upload))
    return step


def _cycle(cycle: BudgetCycle | None) -> Step:
    new = reverse("cycle_new")
    if cycle is None:
        return Step("cycle", "批次", "没有开放的批次", new, "新建批次", [Missing("还没有申报批次。", new)])
    edit = reverse("cycle_edit", args=[cycle.code])
    step = Step("cycle", "批次", f"{cycle}，{cycle.get_state_display()}", edit, "设定批次")
    step.further = [("全部批次", reverse("cycle_list"))]
    if not has_rules(cycle):
        step.missing.append(Missing("还没有选定指标体系。", edit))
    if cycle.state == CycleState.PREPARING:
        step.missing.append(Missing("批次在准备中，单位还不能填报。都备好后改为“开放申报”。", edit))
    if cycle.closes_on is None:
        step.missing.append(Missing("还没有申报截止日期。", edit))
    return step


def _people() -> Step:
    upload = reverse("list_upload", args=[ListKind.PEOPLE.value])
    held = Membership.objects.filter(role__in=BUSINESS_ROLES, user__is_active=True)
    people = held.values("user").distinct().count()
    step = Step("people", "人员", f"{people} 人有业务角色", upload, "导入人员清单")
    step.further = [("首次密码条", reverse("slip_list")), ("待确认的角色", reverse("proposal_list"))]
    proposed = RoleProposal.objects.open().count()
    unprinted = waiting_for_slips().filter(password__startswith=UNUSABLE_PASSWORD_PREFIX).count()
    if not people and not proposed:
        step.missing.append(Missing("还没有填报和审核的人员。", upload))
    if unprinted:
        step.missing.append(
            Missing(f"{unprinted} 人还没有首次密码。打印密码条，发给本人。", reverse("slip_list"))
        )
    if proposed:
        step.missing.append(
            Missing(
                f"{proposed} 个角色等安全管理员确认。确认前，这些人看不到内容。", reverse("proposal_list")
            )
        )
    return step


def _check(cycle: BudgetCycle | None) -> Step:
    missing = [*_units_without_people(cycle), *_unfilled_roles()]
    facts = "人员齐备" if not missing else f"还差 {len(missing)} 处"
    return Step("check", "检查", facts, reverse("setup_guide"), "重新检查", missing)


def _units_without_people(cycle: BudgetCycle | None):
    """Units at the end of the tree that nobody fills in for, superiors whose step nobody does."""
    units = Department.objects.active()
    holds = Membership.objects.filter(department=OuterRef("pk"), user__is_active=True)
    has_children = Exists(units.filter(parent=OuterRef("pk")))
    unfilled = units.filter(~has_children & ~Exists(holds.filter(role=Role.PREPARER)))
    yield from _named(unfilled, "没有填报人员")
    if cycle is None or not has_rules(cycle) or cycle.rules.has_supervisor_step:
        unjudged = units.filter(has_children & ~Exists(holds.filter(role=Role.SUPERVISOR)))
        yield from _named(unjudged, "没有主管部门审核人员，其下属单位送审后无人审核")


def _named(units, text: str):
    counted = units.annotate(total=Window(Count("pk")))
    found = list(counted.values_list("code", "name", "total")[:NAMED])
    if not found:
        return
    shown, total = "、".join(unit_label(code, name) for code, name, _ in found), found[0][-1]
    rest = f" 等 {total} 个单位" if total > NAMED else ""
    yield Missing(f"{shown}{rest}{text}。", reverse("list_upload", args=[ListKind.PEOPLE.value]))


def _unfilled_roles():
    held = set(Membership.objects.filter(user__is_active=True).values_list("role", flat=True).distinct())
    wanted = {
        Role.REVIEWER: "没有财政审核人员。", Role.APPROVER: "没有批复人员，项目审核后无人批复。",
        Role.AUDITOR: "没有审计员，审计记录无人查看。",
    }  # fmt: skip
    for role, text in wanted.items():
        if role not in held:
            yield Missing(text, reverse("list_upload", args=[ListKind.PEOPLE.value]))
