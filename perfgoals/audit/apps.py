from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "perfgoals.audit"
    verbose_name = "审计"
