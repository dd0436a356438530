from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = "绩效自评"

    def ready(self):
        from filings import kinds
        from perfgoals.common import table_kinds

        from .domain.kind import EVALUATION_KIND
        from .headless import EVALUATION

        kinds.register(EVALUATION_KIND)
        table_kinds.register(EVALUATION)
