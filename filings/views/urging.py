"""What a 催办 came to, said on the page that it was made from."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from .. import rules
from ..domain.reminding import Due, Urged, awaited_units, urge_units


def urge_awaited(request, due: Due) -> None:
    """催办 every unit of this person's review that still has tables to hand in; 403 for anybody else."""
    if not rules.may_see_queue(request.user):
        raise PermissionDenied("催办由主管部门和财政的审核人员办理。")
    units = awaited_units(due, request.user)
    if not units:
        messages.info(request, "您负责的单位都已送审，没有要催办的。")
        return
    say_urged(request, urge_units(due=due, units=units, by=request.user, today=timezone.localdate()))


def say_urged(request, urged: Urged) -> None:
    """What it came to in one message, and what stands in its way in another."""
    if urged.units:
        messages.success(request, f"已催办 {urged.units} 个单位，{urged.people} 人会收到消息。")
    if urged.again:
        messages.info(request, f"{urged.again} 个单位今天已经催办过，没有重复发。")
    if urged.without_people:
        names = "、".join(urged.without_people[:10]) + ("等" if len(urged.without_people) > 10 else "")
        messages.warning(
            request,
            f"{len(urged.without_people)} 个单位没有填报人员，无人可催：{names}。请安全管理员授予“填报”。",
        )
