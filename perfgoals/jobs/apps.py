from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "perfgoals.jobs"
    verbose_name = "后台任务"
