"""A person's own jobs: list, progress, download, cancel, repeat."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.visible import OutOfScope, visible_or_404

from .domain import cancel_job, reap_stale_jobs, retry_job
from .enums import JobState
from .models import Job
from .rules import mark_reach

PAGE_SIZE = 50


def own_job(request, pk: int) -> Job:
    job = visible_or_404(Job.objects.visible_to(request.user), pk=pk)
    mark_reach([job], user=request.user)
    return job


@require_safe
def job_list(request):
    reap_stale_jobs()
    jobs = Job.objects.visible_to(request.user)
    broken_only = request.GET.get("state") == "broken"
    if broken_only:
        jobs = jobs.filter(state__in=JobState.broken())
    page = Paginator(jobs, PAGE_SIZE).get_page(request.GET.get("page"))
    mark_reach(page, user=request.user)
    return render(request, "jobs/list.html", {"page": page, "broken_only": broken_only})


@require_safe
def job_detail(request, pk):
    reap_stale_jobs()
    job = own_job(request, pk)
    if request.htmx:
        return render(request, "jobs/_progress.html", {"job": job})
    return render(request, "jobs/detail.html", {"job": job, "back": _came_from(request)})


def _came_from(request) -> str:
    """The page of ours that started the job, for the way back; "" where it was opened from the list."""
    page = urlsplit(request.headers.get("Referer", ""))
    ours = page.netloc == request.get_host() and not page.path.startswith(("//", reverse("job_list")))
    return page._replace(scheme="", netloc="").geturl() if ours else ""


@require_safe
def job_result(request, pk):
    job = own_job(request, pk)
    if not job.within_reach:
        raise OutOfScope
    if not job.has_result:
        raise Http404
    record(Verb.EXPORT, by=request.user, obj=job, note="下载结果文件", after={"sha256": job.result_sha256})
    return FileResponse(job.result.open("rb"), as_attachment=True, filename=job.result_name)


@require_POST
def job_cancel(request, pk):
    job = own_job(request, pk)
    if not cancel_job(job=job):
        messages.info(request, "任务已经结束，不用取消。")
    return redirect("job_detail", pk=job.pk)


@require_POST
def job_retry(request, pk):
    job = own_job(request, pk)
    if not retry_job(job=job):
        messages.info(request, "任务已在进行或已经完成，不用重试。")
    return redirect("job_detail", pk=job.pk)
