"""涉密: a project that is marked leaves the house in no bundle; one that was made with it is withdrawn."""

from django.db import transaction

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from projects.models import Project

from ..models import Bundle, UnitPublication


def mark_secret(*, project: Project, secret: bool, note: str, by) -> int:
    """Set or lift the mark with the reason for it; returns how many bundles were withdrawn for it.

    Withdrawn is the ZIP of every bundle of the cycle in which the unit had files, its row and sums stay.
    """
    with transaction.atomic():
        before = {"涉密": project.secret, "依据": project.secret_note}
        project.secret, project.secret_note = secret, note
        project.save(update_fields=["secret", "secret_note"])
        withdrawn = _withdraw_bundles(project) if secret else []
        after = {"涉密": secret, "依据": note} | ({"收回的公开包": len(withdrawn)} if withdrawn else {})
        record(Verb.CHANGE, by=by, obj=project, before=before, after=after)
        for job in withdrawn:
            transaction.on_commit(lambda job=job: job.result.storage.delete(job.result.name))
    return len(withdrawn)


def _withdraw_bundles(project: Project) -> list:
    """The jobs whose file held tables of the unit; their rows no longer name a file."""
    label = project.department.label
    bundles = Bundle.objects.filter(task__cycle=project.cycle, job__isnull=False).select_related("job")
    jobs = [
        bundle.job
        for bundle in bundles
        if bundle.job.result and any(entry["unit"] == label for entry in bundle.manifest["files"])
    ]
    for job in jobs:
        type(job).objects.filter(pk=job.pk).update(result="", result_sha256="")
    return jobs


def published_already(project: Project) -> list[UnitPublication]:
    """Where the unit has put tables of this cycle online: they may hold the project."""
    found = UnitPublication.objects.filter(department=project.department, task__cycle=project.cycle)
    return list(found.filter(published_on__isnull=False).select_related("task"))
