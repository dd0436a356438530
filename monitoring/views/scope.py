"""What the pages of monitoring start with: the round and the project that this person may see."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from perfgoals.common.visible import visible_or_404
from projects.models import Project

from .. import rules
from ..domain.rounds import projects_of
from ..models import MonitoringReport, MonitoringRound


def round_or_404(request, pk: int) -> MonitoringRound:
    """A round; its list holds only what one may see."""
    if not rules.may_see_monitoring(request.user):
        raise PermissionDenied("您的角色不办理绩效运行监控业务。")
    round = get_object_or_404(MonitoringRound.objects.select_related("cycle__monitoring_rules"), pk=pk)
    request.cycle = round.cycle
    return round


def project_or_404(request, round: MonitoringRound, pk: int) -> Project:
    """A project of the round with everything its form shows, if this person may see it."""
    found = Project.objects.in_cycle(round.cycle).visible_to(request.user)
    project = visible_or_404(found.select_related("cycle", "department__parent", "goal__filing"), pk=pk)
    reported = MonitoringReport.objects.filter(round=round, project=project)
    if not reported.exists() and not projects_of(round).filter(pk=pk).exists():
        raise Http404
    return project


def report_or_404(request, pk: int) -> MonitoringReport:
    if not rules.may_see_monitoring(request.user):
        raise PermissionDenied("您的角色不办理绩效运行监控业务。")
    report = visible_or_404(MonitoringReport.objects.visible_to(request.user).with_all(), pk=pk)
    request.cycle = report.round.cycle
    return report
