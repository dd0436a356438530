"""Importing a list of self-evaluations: the workbook to fill in, and the upload that leads to its preview."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from filings.views.scope import cycle_or_404
from indicators.domain.imports.uploads import start_import
from indicators.forms.imports import UploadForm
from monitoring.domain.fill_in import own_projects
from monitoring.views.uploads import must_import
from perfgoals.common.downloads import MEDIA_TYPES, made_file

from ..domain.fill_in import write_fill_in
from ..domain.measured import measured_projects
from ..models.evaluation import EVALUATION


@require_http_methods(["GET", "HEAD", "POST"])
def evaluation_import(request, cycle):
    cycle = cycle_or_404(request, cycle)
    must_import(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        started = start_import(cycle=cycle, by=request.user, file=file, filename=file.name, kind=EVALUATION)
        return redirect("import_detail", pk=started.pk)
    context = {"cycle": cycle, "form": form}
    return render(request, "evaluation/import.html", context, status=422 if form.errors else 200)


@require_safe
def evaluation_template(request, cycle):
    """The list of the person's own projects, to fill in and import again."""
    cycle = cycle_or_404(request, cycle)
    must_import(request)
    projects = own_projects(measured_projects(request.user, cycle), request.user)
    return made_file(
        lambda path: write_fill_in(cycle=cycle, projects=projects, path=path),
        name=f"{cycle.fiscal_year}年度自评表（填报）.xlsx",
        content_type=MEDIA_TYPES["xlsx"],
    )
