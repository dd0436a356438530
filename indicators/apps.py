from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "indicators"
    verbose_name = "绩效目标与指标"
    administered = frozenset(
        {"indicatorscheme", "indicatorcategory", "cyclerules", "fieldhelp", "libraryindicator"}
    )

    def ready(self):
        from filings.domain.reminding import remind_daily
        from filings.faces import register_versions
        from filings.kinds import register
        from perfgoals.jobs.chores import chore

        from . import jobs  # noqa: F401  registers the job kinds
        from .domain import cycles  # noqa: F401  what a new cycle takes over
        from .domain.kind import GOAL_KIND
        from .domain.review import reminders  # noqa: F401  reminds of last days
        from .views.review.versions import GOAL_VERSIONS

        register(GOAL_KIND)
        register_versions(GOAL_VERSIONS)
        chore(remind_daily)
