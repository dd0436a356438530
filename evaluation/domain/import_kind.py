"""自评表 through the import pages."""

from django.urls import reverse

from indicators.domain.imports.kinds import ImportKind
from indicators.models import TableImport
from monitoring.checks import TableFinding
from monitoring.domain.entry import approved_rows_of
from monitoring.domain.uploads import bound, read_upload, write_upload
from monitoring.reading.blocks import MeasuredKind
from projects.models import Project

from ..checks import CHECKS
from ..models.evaluation import EVALUATION
from .entry import Opened, evaluated
from .storing import STORE


def _preview(project: Project, values: dict) -> tuple[str, tuple[TableFinding, ...]]:
    subject = evaluated(Opened(project, values, 0), bound(values, approved_rows_of(values)))
    points = subject.total_points
    shown = "无法判断" if points is None else f"{points} 分，{subject.grade.label}"
    return shown, CHECKS.run(subject)


def _read(table_import: TableImport, stream, progress):
    return read_upload(
        table_import, stream, progress, kind=MeasuredKind.EVALUATION, store=STORE, preview=_preview
    )


EVALUATION_IMPORT = ImportKind(
    key=EVALUATION,
    label="自评表",
    read=_read,
    write=lambda items, table_import: write_upload(items, table_import, store=STORE),
    list_url=lambda table_import: reverse("evaluation_list", args=[table_import.cycle.code]),
)
