from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "monitoring"
    verbose_name = "绩效运行监控"

    def ready(self):
        from perfgoals.common.table_kinds import register

        from .headless import MONITORING

        register(MONITORING)
