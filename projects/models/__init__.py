from .code_request import CodeRequest
from .codes import Department, FunctionalSubject, FundSource
from .cycle import BudgetCycle
from .list_upload import ListUpload
from .project import Project

__all__ = [
    "BudgetCycle",
    "CodeRequest",
    "Department",
    "FunctionalSubject",
    "FundSource",
    "ListUpload",
    "Project",
]
