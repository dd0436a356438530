from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "monitoring"
    verbose_name = "绩效运行监控"

    def ready(self):
        from filings import kinds
        from perfgoals.common import table_kinds

        from .domain.kind import MONITORING_KIND
        from .headless import MONITORING

        kinds.register(MONITORING_KIND)
        table_kinds.register(MONITORING)
