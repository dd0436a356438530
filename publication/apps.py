from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "publication"
    verbose_name = "公开"

    def ready(self):
        from . import jobs  # noqa: F401  registers the kinds of job
