"""The addresses that watching machines ask, and the page 系统状态 for people.

health/live/ and health/ready/ say nothing but yes or no and are open; metrics/ answers this machine and the
addresses of PERFGOALS_METRICS_FROM.
"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from perfgoals.accounts.enums import Role
from perfgoals.audit.origin import client_address

from .health import metrics, present_state


@require_safe
@login_not_required
def live(request):
    """The process answers; whoever gets no answer starts it again."""
    return JsonResponse({"status": "ok"})


@require_safe
@login_not_required
def ready(request):
    """The database answers too; else 503, and a proxy should ask another host."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@require_safe
@login_not_required
def metrics_text(request):
    if client_address(request) not in settings.METRICS_FROM:
        raise PermissionDenied("这个地址只供监控程序读取。")
    return HttpResponse(metrics(present_state()), content_type="text/plain; version=0.0.4; charset=utf-8")


@require_safe
def system_state(request):
    if not request.user.has_role(Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.AUDITOR):
        raise PermissionDenied("系统状态由系统管理员、安全管理员、审计员查看。")
    return render(request, "jobs/state.html", {"state": present_state(), "version": settings.VERSION})
