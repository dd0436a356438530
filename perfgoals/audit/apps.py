from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "perfgoals.audit"
    verbose_name = "审计"

    def ready(self):
        from . import logins  # noqa: F401  connects to the login signals
