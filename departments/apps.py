from django.apps import AppConfig


class DepartmentsConfig(AppConfig):
    name = "departments"
    verbose_name = "部门整体绩效目标"

    def ready(self):
        from filings import faces, kinds
        from perfgoals.common import table_kinds

        from .domain.kind import DEPARTMENT_KIND
        from .face import DEPARTMENT_FACE
        from .headless import DEPARTMENTS

        kinds.register(DEPARTMENT_KIND)
        faces.register(DEPARTMENT_FACE)
        table_kinds.register(DEPARTMENTS)
