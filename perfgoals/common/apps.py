from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "perfgoals.common"
    verbose_name = "公共"

    def ready(self):
        from . import folding  # noqa: F401  registers the lookup `alike`
