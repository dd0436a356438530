from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "项目与代码表"
    administered = frozenset({"department", "fundsource", "functionalsubject", "budgetcycle"})
