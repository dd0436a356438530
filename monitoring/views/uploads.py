"""Importing a list of a round: the workbook to fill in, and the upload that leads to the import's preview."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from indicators.domain.imports.uploads import start_import
from indicators.forms.imports import UploadForm
from perfgoals.accounts.enums import Role
from perfgoals.common.downloads import MEDIA_TYPES, made_file

from ..domain.fill_in import own_projects, write_fill_in
from ..domain.rounds import projects_of
from ..models.report import MONITORING
from .scope import round_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def round_import(request, pk):
    round = round_or_404(request, pk)
    must_import(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file, target = form.cleaned_data["file"], {"round": round.pk}
        started = start_import(
            cycle=round.cycle, by=request.user, file=file, filename=file.name, kind=MONITORING, target=target
        )
        return redirect("import_detail", pk=started.pk)
    context = {"cycle": round.cycle, "round": round, "form": form}
    return render(request, "monitoring/import.html", context, status=422 if form.errors else 200)


@require_safe
def round_template(request, pk):
    """The list of the person's own projects, to fill in and import again."""
    round = round_or_404(request, pk)
    must_import(request)
    projects = own_projects(projects_of(round), request.user)
    return made_file(
        lambda path: write_fill_in(round=round, projects=projects, path=path),
        name=f"{round.cycle.fiscal_year}年{round.period}监控表（填报）.xlsx",
        content_type=MEDIA_TYPES["xlsx"],
    )


def must_import(request) -> None:
    if not request.user.has_role(Role.PREPARER):
        raise PermissionDenied("监控表和自评表由单位的填报人员导入。")
