"""What the pages of self-evaluations start with: the project that this person may see."""

from django.core.exceptions import PermissionDenied

from perfgoals.common.visible import visible_or_404
from projects.models import Project

from .. import rules


def project_or_404(request, pk: int) -> Project:
    """The project with everything its form shows, if this person may see it."""
    if not rules.may_see_evaluations(request.user):
        raise PermissionDenied("您的角色不办理绩效自评业务。")
    projects = Project.objects.visible_to(request.user)
    loaded = projects.select_related("cycle__evaluation_rules", "department__parent", "goal")
    project = visible_or_404(loaded, pk=pk)
    request.cycle = project.cycle
    return project
