"""PerformanceGoal 绩效目标: what one project promises, and where it stands in the workflow."""

from django.db import models
from django.db.models import OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce

from filings.enums import FilingStatus
from filings.models import Filing
from perfgoals.common.fields import CleanTextField
from projects.models import Project
from projects.models.project import MAX_TEXT

from ..fields import FACTS

JOINED = ("project__cycle", "project__department", "project__fund_source", "project__functional_subject")
GOAL = "goal"  # the key of its kind among the filings


class PerformanceGoalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Goals of the projects this user may see."""
        return self.filter(user.department_scope("project__department"))

    def in_cycle(self, cycle):
        return self.filter(project__cycle=cycle)

    def with_project(self):
        # A filing that comes with its step facts must not be joined as well: Django would leave them out.
        fetched = any(
            getattr(lookup, "prefetch_to", lookup) == "filing" for lookup in self._prefetch_related_lookups
        )
        return self.select_related(*JOINED, *([] if fetched else ["filing__updated_by"]))

    def with_indicators(self):
        return self.prefetch_related("indicators__category__parent")

    def with_step_facts(self):
        """Everything that decides which steps are possible; a constant number of queries."""
        filings = Filing.objects.with_step_facts("cycle__rules")
        return self.select_related(*JOINED, "project__cycle__rules").prefetch_related(
            Prefetch("filing", filings)
        )

    def locked(self, pks):
        """The goals with these keys, their filings locked until the transaction ends and read once the lock
        is ours."""
        filings = Filing.objects.filter(goal__in=list(pks)).order_by("pk")
        locked = list(filings.select_for_update(of=("self",)).values_list("pk", flat=True))
        return self.filter(filing__in=locked)

    def in_table_order(self):
        return self.order_by("project__department__code", "project__position", "project_id")

    def with_indicator_count(self):
        """Counted for the rows of the page only: a join would count the rows of every goal of the list."""
        rows = self._rows().values("goal").annotate(count=models.Count("pk"))
        return self.annotate(indicator_count=Coalesce(Subquery(rows.values("count")), 0))

    def _rows(self):
        """The indicator rows of a goal, for a subquery."""
        return PerformanceGoal.indicators.rel.related_model.objects.filter(goal=OuterRef("pk")).order_by()


def filing_for(project: Project, *, by=None) -> Filing:
    """The filing of a new goal, not yet stored."""
    return Filing(kind=GOAL, cycle=project.cycle, department=project.department, updated_by=by)


class PerformanceGoal(models.Model):
    """绩效目标（表）: 整体绩效 over the project's whole term, 年度绩效 for the cycle's year."""

    project = models.OneToOneField(
        Project, models.CASCADE, verbose_name="项目", related_name="goal", primary_key=True
    )
    overall_objective = CleanTextField("整体绩效", max_length=MAX_TEXT, blank=True)
    annual_objective = CleanTextField("年度绩效", max_length=MAX_TEXT, blank=True)
    filing = models.OneToOneField(Filing, models.PROTECT, verbose_name="报送", related_name="goal")
    # What was typed but cannot stand in the table yet; see indicators.domain.entry.entries.
    unfinished = models.JSONField("未完成的内容", default=dict, blank=True, editable=False)
    objects = PerformanceGoalQuerySet.as_manager()

    class Meta:
        verbose_name = "绩效目标"
        verbose_name_plural = "绩效目标"

    def __str__(self):
        return str(self.project)

    def texts(self) -> dict[str, str]:
        """The texts of project and goal, by the names of the form's inputs."""
        return {name: getattr(self if name in GOAL_FACTS else self.project, name) for name in TEXT_FACTS}

    def share_place(self) -> None:
        """Cycle and unit of the filing are the project's: those already read are not read again for it."""
        for name in ("cycle", "department"):
            if not Filing._meta.get_field(name).is_cached(self.filing):
                setattr(self.filing, name, getattr(self.project, name))

    @property
    def status(self) -> str:
        return self.filing.status

    def get_status_display(self) -> str:
        # Not the filing's, which makes the choices anew each time: lists ask it in every row.
        return FilingStatus(self.filing.status).label

    @property
    def revision(self) -> int:
        return self.filing.revision

    @property
    def is_editable(self) -> bool:
        return self.filing.is_editable


# The names of the texts: see PerformanceGoal.texts.
TEXT_FACTS = tuple(name for name, field in FACTS.items() if field.is_text)
# Which facts of the form stand in the goal itself; the others stand in its project.
GOAL_FACTS = tuple(
    field.name for field in PerformanceGoal._meta.concrete_fields if field.name in (*FACTS, "unfinished")
)
