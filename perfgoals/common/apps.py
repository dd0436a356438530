from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "perfgoals.common"
    verbose_name = "公共"
