from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "monitoring"
    verbose_name = "绩效运行监控"
    administered = frozenset({"monitoringround", "monitoringrules"})

    def ready(self):
        from filings import faces, kinds
        from indicators.domain.imports import kinds as import_kinds
        from perfgoals.common import table_kinds

        from . import jobs  # noqa: F401  registers the job kinds
        from .domain import new_year, reminders  # noqa: F401  what a new cycle takes over; last days
        from .domain.import_kind import MONITORING_IMPORT
        from .domain.kind import MONITORING_KIND
        from .headless import MONITORING
        from .views.face import MONITORING_FACE

        kinds.register(MONITORING_KIND)
        import_kinds.register(MONITORING_IMPORT)
        faces.register(MONITORING_FACE)
        table_kinds.register(MONITORING)
