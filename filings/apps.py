from django.apps import AppConfig


class FilingsConfig(AppConfig):
    name = "filings"
    verbose_name = "送审与审核"
    administered = frozenset({"deadlineextension", "reviewblock", "reviewquestion", "returnreason"})
