from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "indicators"
    verbose_name = "绩效目标与指标"
    administered = frozenset(
        {"indicatorscheme", "indicatorcategory", "cyclerules", "fieldhelp", "libraryindicator"}
    )

    # Counted from the other tables: no backup holds them.
    derived = frozenset({"unitchange", "unitcount", "unitwords", "countrun"})

    def ready(self):
        from django.db.models.signals import post_migrate, pre_migrate

        from filings.domain.reminding import remind_daily
        from filings.faces import register_versions
        from filings.kinds import register
        from perfgoals.jobs.chores import chore

        from . import jobs  # noqa: F401  registers the job kinds
        from .domain import cycles  # noqa: F401  what a new cycle takes over
        from .domain.counting.keeping import keep_counts, mend_triggers, put_off_triggers
        from .domain.kind import GOAL_KIND
        from .domain.review import reminders  # noqa: F401  reminds of last days
        from .views.review.versions import GOAL_VERSIONS

        register(GOAL_KIND)
        register_versions(GOAL_VERSIONS)
        chore(remind_daily)
        chore(keep_counts)
        pre_migrate.connect(put_off_triggers, sender=self)
        post_migrate.connect(mend_triggers, sender=self)
