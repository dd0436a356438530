"""The mark 涉密 of one project."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from indicators.views.scope import goal_or_404
from perfgoals.common.posted import posted_data

from .. import rules
from ..domain.secrecy import mark_secret, published_already
from ..forms import SecrecyForm


@require_http_methods(["GET", "HEAD", "POST"])
def goal_secrecy(request, pk):
    """Set the mark, or lift it; the page says what follows from either."""
    goal = goal_or_404(request, pk)
    project = goal.project
    may_change = rules.may_lift_secrecy if project.secret else rules.may_mark_secret
    if not may_change(request.user, project):
        raise PermissionDenied(
            "解除涉密由财政办理。" if project.secret else "涉密由本单位的填报人员和财政标记。"
        )
    form = SecrecyForm(posted_data(request))
    if request.method == "POST" and form.is_valid():
        _change(request, project, form.cleaned_data["note"])
        return redirect("goal_detail", pk=goal.pk)
    context = {
        "goal": goal,
        "cycle": project.cycle,
        "form": form,
        "published": published_already(project),
    }
    return render(request, "publication/secrecy.html", context, status=422 if form.errors else 200)


def _change(request, project, note: str) -> None:
    secret = not project.secret
    withdrawn = mark_secret(project=project, secret=secret, note=note, by=request.user)
    if not secret:
        messages.success(request, "已解除涉密，下次制作公开包时会包含这个项目。")
        return
    messages.success(request, "已标记为涉密，不再进入公开包、接口和全部数据的导出。")
    if withdrawn:
        messages.warning(request, f"含有本单位的 {withdrawn} 个公开包已收回，不能再下载。请重新制作。")
