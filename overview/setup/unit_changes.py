"""改名、调整主管部门、停用、恢复、并入: what each does to tables and people, said before, then done.

`effects` is what the page shows; `change_unit` asks it again under the locks and refuses what blocks. What is
approved or closed stays with the unit under whose code it was approved (谁批复预算，谁批复目标).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F
from django.urls import reverse

from filings.enums import FilingStatus
from filings.models import Filing
from indicators.domain.entry.drafts import next_position
from monitoring.models import MonitoringRound
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import RoleProposal
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.text import quoted
from projects.enums import CycleState, UnitKind
from projects.models import Department, Project

from .unit_tables import (
    heirs_of,
    lost_extensions,
    measuring,
    moving_goals,
    open_filings,
    people_of,
    staying_behind,
)

UNDER_REVIEW = (FilingStatus.SUBMITTED, FilingStatus.ENDORSED)
LONGEST_NAME = Project._meta.get_field("name").max_length
NAMED = 5


class ChangeKind(StrEnum):
    RENAME = "rename"
    MOVE = "move"
    RETIRE = "retire"
    RESTORE = "restore"
    MERGE = "merge"

    @property
    def label(self) -> str:
        return {
            "rename": "修改名称和性质", "move": "调整主管部门", "retire": "停用", "restore": "恢复使用",
            "merge": "并入其他单位",
        }[self.value]  # fmt: skip


@dataclass(frozen=True)
class UnitChange:
    """What is to be done to a unit. Only the values of its kind are looked at."""

    kind: ChangeKind
    unit: Department
    name: str = ""
    unit_kind: str = ""
    parent: Department | None = None
    target: Department | None = None


@dataclass(frozen=True)
class Effect:
    """One consequence in words; one that `blocks` has to be settled first."""

    text: str
    blocks: bool = False
    url: str = ""


def effects(change: UnitChange) -> list[Effect]:
    """What the change would do, the obstacles first."""
    found = list(_EFFECTS[change.kind](change))
    return sorted(found, key=lambda effect: not effect.blocks)


def change_unit(change: UnitChange, *, by) -> None:
    """Do it and record it. Raises ValidationError with what blocks it, judged under the locks."""
    with transaction.atomic():
        keys = [unit.pk for unit in (change.unit, change.target, change.parent) if unit is not None]
        units = {u.pk: u for u in Department.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
        list(open_filings(change.unit).select_for_update(of=("self",)).order_by("pk"))
        blocking = [effect.text for effect in effects(change) if effect.blocks]
        if blocking:
            raise ValidationError(blocking)
        unit = units[change.unit.pk]
        before = _facts(unit)
        _APPLIED[change.kind](change, unit, by)
        note = change.kind.label
        record(Verb.CHANGE, by=by, obj=unit, before=before, after=_facts(unit), note=note)


def _facts(unit: Department) -> dict[str, str]:
    return {
        "名称": unit.name, "单位性质": unit.get_kind_display(), "主管部门": str(unit.parent or ""),
        "启用": "是" if unit.active else "否", "并入": str(unit.successor or ""),
    }  # fmt: skip


def _counts(unit: Department) -> dict[str, int]:
    """Tables in cycles that are not over, by what becomes of them."""
    by_status = dict(open_filings(unit).order_by().values_list("status").annotate(n=Count("pk")))
    return {
        "editable": sum(by_status.get(status, 0) for status in FilingStatus.editable()),
        "under_review": sum(by_status.get(status, 0) for status in UNDER_REVIEW),
        "approved": by_status.get(FilingStatus.APPROVED, 0),
    }


# --- what would happen -----------------------------------------------------------------------------


def _renaming(change: UnitChange) -> Iterator[Effect]:
    counts = _counts(change.unit)
    if change.name != change.unit.name:
        yield Effect(
            f"名称从{quoted(change.unit.name)}改为{quoted(change.name)}，编码 {change.unit.code} 不变。"
        )
        yield Effect(
            f"进行中的批次里有 {sum(counts.values())} 个表，今后显示、打印都用新名称；"
            "已存档的版本保留原来的名称。"
        )
    if change.unit_kind != change.unit.kind:
        new = UnitKind(change.unit_kind).label if change.unit_kind else "未注明"
        yield Effect(f"单位性质从“{change.unit.get_kind_display() or '未注明'}”改为{quoted(new)}。")


def _moving(change: UnitChange) -> Iterator[Effect]:
    unit, parent = change.unit, change.parent
    if parent is not None and _is_below(parent, unit):
        yield Effect("主管部门不能是本单位自己或它的下级。", blocks=True)
        return
    counts = _counts(unit)
    yield Effect(f"主管部门从“{unit.parent or '无'}”改为“{parent or '无'}”。")
    waiting = open_filings(unit).filter(status=FilingStatus.SUBMITTED).count()
    if waiting:
        yield Effect(f"{waiting} 个表正在等主管部门审核，今后由新主管部门审核；原主管部门看不到了。")
    total = sum(counts.values())
    yield Effect(f"进行中的批次里共 {total} 个表，内容和状态不变；原主管部门的人员今后看不到本单位的表。")
    if parent is not None and not _has_people(parent, Role.SUPERVISOR):
        yield Effect(
            f"{quoted(parent)}还没有主管部门审核人员，送审后无人审核。", url=reverse("proposal_list")
        )


def _retiring(change: UnitChange) -> Iterator[Effect]:
    unit, counts = change.unit, _counts(change.unit)
    children = unit.children.filter(active=True)
    if n := children.count():
        yield Effect(
            f"还有 {n} 个在用的下属单位（{_listed(children)}）。请先调整它们的主管部门，或一并停用。",
            blocks=True,
        )
    if counts["under_review"]:
        yield Effect(f"{counts['under_review']} 个表正在审核。请先审完或退回，再停用。", blocks=True)
    yield Effect("停用后，新建、复制、导入项目和新授角色时不能再选它；可以随时恢复。")
    if counts["editable"]:
        yield Effect(
            f"{counts['editable']} 个草稿或被退回的表留在本单位，仍可填报、送审；"
            "要转给别的单位，请用“并入其他单位”。"
        )
    if counts["approved"]:
        yield Effect(
            f"{counts['approved']} 个已批复的表照常查看、打印，仍算在统计里，监控、自评仍由本单位的人员办理。"
        )
    if counts["editable"] + counts["approved"] and not _has_people(unit, Role.PREPARER):
        yield Effect(
            "这个单位没有填报人员，留下的表没有人办。请先授予角色；停用以后，有表要办的单位也还可以授予。",
            url=reverse("user_list"),
        )
    yield from _people_stay(unit)


def _restoring(change: UnitChange) -> Iterator[Effect]:
    yield Effect("恢复后，新建、复制、导入项目和授予角色时又可以选它。")
    if change.unit.successor:
        yield Effect(f"不再注明“并入{change.unit.successor}”；已转走的项目不会转回。")


def _merging(change: UnitChange) -> Iterator[Effect]:
    unit, target = change.unit, change.target
    if target.pk == unit.pk or _is_below(target, unit):
        yield Effect("不能并入自己或自己的下级。请先调整那个单位的主管部门。", blocks=True)
        return
    if not target.active:
        yield Effect(f"{quoted(target)}已停用，不能并入。", blocks=True)
    counts = _counts(unit)
    if counts["under_review"]:
        yield Effect(f"{counts['under_review']} 个表正在审核。请先审完或退回，再并入。", blocks=True)
    moving = list(moving_goals(unit).select_related("project"))
    if n := measuring(moving).exclude(status__in=FilingStatus.editable()).count():
        yield Effect(
            f"调整中的项目已有 {n} 张送审或批复的监控表、自评表。请先批复调整后的目标表，再并入。",
            blocks=True,
        )
    yield Effect(
        f"{len(moving)} 个草稿或被退回的表转到{quoted(target)}，填好的内容不变，接着由它填报、送审。"
    )
    if clashing := [goal.project.name for goal in moving if _clashes(goal.project, target)]:
        names = "、".join(f"《{name}》" for name in clashing[:NAMED])
        yield Effect(
            f"其中 {len(clashing)} 个与它的项目同名（{names}），转去后名称后面加“（原{unit.name}）”。"
        )
    if counts["approved"]:
        yield Effect(
            f"{counts['approved']} 个已批复的表留在原单位名下：批复的是它的预算；"
            "它们的监控、自评、公开仍按原单位办理，下一年复制时算新单位的。"
        )
    yield from map(Effect, staying_behind(unit, moving))
    yield from map(Effect, lost_extensions(unit, target, moving))
    closed = Filing.objects.filter(department=unit, cycle__state=CycleState.CLOSED).count()
    if closed:
        yield Effect(f"已结束批次的 {closed} 个表不动。")
    children = unit.children.all()
    if n := children.count():
        yield Effect(f"{n} 个下属单位（{_listed(children)}）的主管部门改为{quoted(target)}。")
    people = people_of(unit).exclude(user__in=people_of(target).values("user")).count()
    if people:
        yield Effect(f"{people} 人的角色按新单位提出，等安全管理员确认；确认前只能看原单位的表。")
    if heirs := heirs_of(unit, target):
        yield Effect(
            f"原单位名下还有表要办，新单位的 {len(heirs)} 名填报人员按原单位提出填报角色，等安全管理员确认。"
        )
    yield Effect(f"{quoted(unit)}停用，注明并入{quoted(target)}。")


_EFFECTS = {
    ChangeKind.RENAME: _renaming, ChangeKind.MOVE: _moving, ChangeKind.RETIRE: _retiring,
    ChangeKind.RESTORE: _restoring, ChangeKind.MERGE: _merging,
}  # fmt: skip


def _has_people(unit: Department, role: Role) -> bool:
    return people_of(unit).filter(role=role).exists()


def _people_stay(unit: Department) -> Iterator[Effect]:
    if n := people_of(unit).values("user").distinct().count():
        yield Effect(f"{n} 人还有这个单位的角色，仍能查看它的表；不再需要的请安全管理员收回。")


def _listed(units) -> str:
    names = [unit.label for unit in units[: NAMED + 1]]
    return "、".join(names[:NAMED]) + ("等" if len(names) > NAMED else "")


def _is_below(unit: Department, top: Department) -> bool:
    while unit is not None:
        if unit.pk == top.pk:
            return True
        unit = unit.parent
    return False


def _clashes(project: Project, target: Department) -> bool:
    return Project.objects.filter(cycle=project.cycle_id, department=target, name=project.name).exists()


# --- doing it --------------------------------------------------------------------------------------


def _rename(change: UnitChange, unit: Department, by) -> None:
    unit.name, unit.kind = change.name, change.unit_kind
    unit.full_clean()
    unit.save(update_fields=["name", "kind"])


def _move(change: UnitChange, unit: Department, by) -> None:
    unit.parent = change.parent
    unit.save(update_fields=["parent"])


def _retire(change: UnitChange, unit: Department, by) -> None:
    unit.active = False
    unit.save(update_fields=["active"])


def _restore(change: UnitChange, unit: Department, by) -> None:
    unit.active, unit.successor = True, None
    unit.save(update_fields=["active", "successor"])


def _merge(change: UnitChange, unit: Department, by) -> None:
    target = change.target
    moving = list(moving_goals(unit).select_related("project__cycle"))
    for goal in moving:
        _hand_over(goal.project, unit, target)
    filings = [goal.filing_id for goal in moving] + list(measuring(moving).values_list("pk", flat=True))
    # A form that is open with the old unit is stale.
    Filing.objects.filter(pk__in=filings).update(department=target, revision=F("revision") + 1)
    unit.children.update(parent=target)
    heirs = heirs_of(unit, target)
    for round in MonitoringRound.objects.filter(units=unit).exclude(cycle__state=CycleState.CLOSED):
        round.units.add(target)  # what went along is still monitored
    _propose_people(unit, target, by)
    RoleProposal.objects.bulk_create(
        RoleProposal(user_id=user, role=Role.PREPARER, department=unit, proposed_by=by) for user in heirs
    )
    unit.active, unit.successor = False, target
    unit.save(update_fields=["active", "successor"])


def _hand_over(project: Project, unit: Department, target: Department) -> None:
    project.position = next_position(project.cycle, target)
    if _clashes(project, target):
        suffix = f"（原{unit.name}）"
        project.name = project.name[: LONGEST_NAME - len(suffix)] + suffix
    project.department = target
    project.save(update_fields=["department", "name", "position"])


def _propose_people(unit: Department, target: Department, by) -> None:
    """What the people of the unit did there they are to do at the target, once it is confirmed."""
    held = set(people_of(target).values_list("user", "role"))
    waiting = RoleProposal.objects.open().filter(department=target)
    held |= set(waiting.values_list("user", "role"))
    RoleProposal.objects.bulk_create(
        RoleProposal(user_id=user, role=role, department=target, proposed_by=by)
        for user, role in people_of(unit).values_list("user", "role")
        if (user, role) not in held
    )


_APPLIED = {
    ChangeKind.RENAME: _rename, ChangeKind.MOVE: _move, ChangeKind.RETIRE: _retire,
    ChangeKind.RESTORE: _restore, ChangeKind.MERGE: _merge,
}  # fmt: skip
