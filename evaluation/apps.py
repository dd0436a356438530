from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = "绩效自评"

    def ready(self):
        from perfgoals.common.table_kinds import register

        from .headless import EVALUATION

        register(EVALUATION)
