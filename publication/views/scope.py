"""What the pages of publication start with."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from projects.models import Department

from .. import rules
from ..models import PublicationTask


def task_or_404(request, pk: int, *, managing: bool = False) -> PublicationTask:
    """The thing that is due, for whoever sees publication; with `managing`, for 财政 alone."""
    if not rules.may_see_publication(request.user):
        raise PermissionDenied("您的角色不办理公开。")
    if managing:
        managing_only(request)
    task = PublicationTask.objects.select_related("cycle").filter(pk=pk).first()
    if task is None:
        raise Http404
    request.cycle = task.cycle
    return task


def managing_only(request) -> None:
    if not rules.may_manage_publication(request.user):
        raise PermissionDenied("公开事项、公开前检查和公开包由财政办理。")


def department_or_404(request, pk: int) -> Department:
    from perfgoals.common.visible import visible_or_404

    departments = Department.objects.filter(request.user.department_scope("pk")).select_related("parent")
    return visible_or_404(departments, pk=pk)
