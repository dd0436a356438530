from .codes import Department, FunctionalSubject, FundSource
from .cycle import BudgetCycle
from .project import Project

__all__ = ["BudgetCycle", "Department", "FunctionalSubject", "FundSource", "Project"]
