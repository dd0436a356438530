from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = "绩效自评"
    administered = frozenset({"evaluationrules"})

    def ready(self):
        from filings import faces, kinds
        from indicators.change_marks import watch
        from indicators.domain import results
        from indicators.domain.counting import parts
        from indicators.domain.imports import kinds as import_kinds
        from perfgoals.common import demo, table_kinds

        from . import jobs  # noqa: F401  registers the job kinds
        from .domain import new_year, reminders  # noqa: F401  what a new cycle takes over; last days
        from .domain.demo import show_the_year
        from .domain.import_kind import EVALUATION_IMPORT
        from .domain.kind import EVALUATION_KIND
        from .domain.measured import MEASURED, by_unit
        from .domain.results import known_results
        from .headless import EVALUATION
        from .views.face import EVALUATION_FACE

        kinds.register(EVALUATION_KIND)
        results.register(known_results)
        watch("evaluation_evaluation", "project_id")
        parts.register(MEASURED, by_unit)
        demo.add(show_the_year)
        import_kinds.register(EVALUATION_IMPORT)
        faces.register(EVALUATION_FACE)
        table_kinds.register(EVALUATION)
