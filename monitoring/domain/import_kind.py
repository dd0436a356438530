"""监控表 through the import pages: the upload names the round it is for."""

from functools import partial

from django.urls import reverse

from indicators.domain.imports.kinds import ImportKind
from indicators.models import TableImport
from projects.models import Project

from ..checks import CHECKS, TableFinding
from ..models import MonitoringRound
from ..models.report import MONITORING
from ..reading import ReadFile
from ..reading.blocks import MeasuredKind
from .entry import Opened, approved_rows_of, monitored
from .storing import store_of
from .uploads import bound, read_upload, write_upload


def _round(table_import: TableImport) -> MonitoringRound:
    rounds = MonitoringRound.objects.select_related("cycle__monitoring_rules")
    return rounds.get(pk=table_import.target["round"])


def _preview(
    project: Project, values: dict, *, round: MonitoringRound
) -> tuple[str, tuple[TableFinding, ...]]:
    opened = Opened(round, project, values, 0)
    subject = monitored(opened, bound(values, approved_rows_of(values)))
    return subject.light.label, CHECKS.run(subject)


def _wrong(file: ReadFile, *, round: MonitoringRound) -> str:
    if file.month is not None and file.month != round.last_month:
        return f"文件是 1—{file.month}月的监控表，这次监控是 {round.period}"
    return ""


def _read(table_import: TableImport, stream, progress):
    round = _round(table_import)
    return read_upload(
        table_import, stream, progress, kind=MeasuredKind.MONITORING, store=store_of(round),
        preview=partial(_preview, round=round), wrong=partial(_wrong, round=round),
    )  # fmt: skip


MONITORING_IMPORT = ImportKind(
    key=MONITORING,
    label="监控表",
    read=_read,
    write=lambda items, table_import: write_upload(items, table_import, store=store_of(_round(table_import))),
    list_url=lambda table_import: reverse("round_detail", args=[table_import.target["round"]]),
)
