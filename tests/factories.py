"""Objects for tests. States are traits: PerformanceGoalFactory(returned=True).

Code list entries, cycles, schemes and users are found again by their code, so that two factories that name
the same unit mean the same unit.
"""

import json
from datetime import timedelta
from decimal import Decimal

import factory
from django.conf import settings
from django.utils import timezone

from evaluation.models import Evaluation, EvaluationIndicator
from evaluation.models.evaluation import EVALUATION
from filings.enums import FilingStatus
from filings.models import Filing
from indicators.domain.loading.schemes import load_schemes
from indicators.models import CycleRules, Indicator, IndicatorCategory, IndicatorScheme, PerformanceGoal
from indicators.models.goal import GOAL
from monitoring.models import MonitoringIndicator, MonitoringReport, MonitoringRound
from monitoring.models.report import MONITORING
from notices.enums import MessageKind
from notices.models import Message, Notice
from perfgoals.accounts.domain import grant_role
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import User
from perfgoals.jobs.enums import JobState
from perfgoals.jobs.models import Job
from projects.enums import CycleState
from projects.models import BudgetCycle, Department, FunctionalSubject, FundSource, Project

FIXTURES = settings.BASE_DIR / "fixtures"
PASSWORD = "正确的登录口令-739184"


def published_table() -> dict:
    """The 2023 table as it was read from its source."""
    return json.loads((FIXTURES / "qujiang_2023.json").read_text(encoding="utf-8"))


def scheme(code: str = "2015") -> IndicatorScheme:
    """A shipped indicator tree, loaded when it is not there yet."""
    if not IndicatorScheme.objects.filter(code=code).exists():
        load_schemes(path=FIXTURES / "schemes.json")
    return IndicatorScheme.objects.get(code=code)


def category(tier2: str = "数量指标", code: str = "2015") -> IndicatorCategory:
    """A 二级指标 of a shipped tree by its name."""
    return IndicatorCategory.objects.second_tier().get(scheme=scheme(code), name=tier2)


class DepartmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Department
        django_get_or_create = ["code"]

    code = factory.Sequence(lambda n: f"{200001 + n}")
    name = factory.LazyAttribute(lambda unit: f"第{unit.code}号单位")


class FundSourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FundSource
        django_get_or_create = ["code"]

    code = "1111"
    name = "预算安排拨款"


class FunctionalSubjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FunctionalSubject
        django_get_or_create = ["code"]

    code = "2013299"
    name = "其他组织事务支出"


class BudgetCycleFactory(factory.django.DjangoModelFactory):
    """An open cycle with its rules; `scheme="2021"` chooses the other tree, `rules=None` leaves them out."""

    class Meta:
        model = BudgetCycle
        django_get_or_create = ["code"]
        skip_postgeneration_save = True

    class Params:
        preparing = factory.Trait(state=CycleState.PREPARING)
        closed = factory.Trait(
            state=CycleState.CLOSED,
            closes_on=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=1)),
        )

    code = factory.LazyAttribute(lambda cycle: str(cycle.fiscal_year))
    fiscal_year = 2024
    region = "韶关市曲江区"
    level = "区级"
    state = CycleState.OPEN

    @factory.post_generation
    def rules(self, create, extracted, scheme="2015", **kwargs):
        if create and not CycleRules.objects.filter(cycle=self).exists():
            CycleRules.objects.create(cycle=self, scheme=globals()["scheme"](scheme))


class ProjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Project

    class Params:
        bare = factory.Trait(fund_source=None, functional_subject=None, amount=None, justification="")

    cycle = factory.SubFactory(BudgetCycleFactory)
    department = factory.SubFactory(DepartmentFactory)
    name = factory.Sequence(lambda n: f"第{n + 1}个项目")
    fund_source = factory.SubFactory(FundSourceFactory)
    functional_subject = factory.SubFactory(FunctionalSubjectFactory)
    amount = Decimal("50000.00")
    justification = "根据上级文件，所需经费由本级财政承担。"
    position = factory.Sequence(int)


class FilingFactory(factory.django.DjangoModelFactory):
    """The filing of a table; its keys are never those of the projects."""

    class Meta:
        model = Filing

    # The first of a test begins far above: a filing never has its project's key by chance.
    id = factory.LazyFunction(lambda: None if Filing.objects.exists() else 900_001)
    kind = GOAL
    cycle = factory.SubFactory(BudgetCycleFactory)
    department = factory.SubFactory(DepartmentFactory)
    status = FilingStatus.DRAFT
    handed_on = factory.LazyAttribute(
        lambda filing: None if filing.status in FilingStatus.editable() else timezone.localdate()
    )


class PerformanceGoalFactory(factory.django.DjangoModelFactory):
    """A goal of a complete project; `indicators=3` adds rows, `project__…` sets fields of the project."""

    class Meta:
        model = PerformanceGoal
        skip_postgeneration_save = True

    class Params:
        draft = factory.Trait(filing__status=FilingStatus.DRAFT)
        submitted = factory.Trait(filing__status=FilingStatus.SUBMITTED)
        endorsed = factory.Trait(filing__status=FilingStatus.ENDORSED)
        returned = factory.Trait(filing__status=FilingStatus.RETURNED)
        approved = factory.Trait(filing__status=FilingStatus.APPROVED)

    project = factory.SubFactory(ProjectFactory)
    filing = factory.SubFactory(
        FilingFactory,
        kind=GOAL,
        cycle=factory.SelfAttribute("..project.cycle"),
        department=factory.SelfAttribute("..project.department"),
    )
    overall_objective = "保障网络安全运行，按时完成三年维护任务。"
    annual_objective = "全年维护网络12次。"

    @factory.post_generation
    def indicators(self, create, extracted, **kwargs):
        for position in range(1, (extracted or 0) + 1):
            IndicatorFactory(goal=self, position=position)


class IndicatorFactory(factory.django.DjangoModelFactory):
    """A row of a goal; `tier2="质量指标"` chooses the category in the goal's scheme."""

    class Meta:
        model = Indicator

    class Params:
        tier2 = "数量指标"

    goal = factory.SubFactory(PerformanceGoalFactory)
    category = factory.LazyAttribute(
        lambda row: category(row.tier2, code=row.goal.project.cycle.rules.scheme.code)
    )
    position = factory.Sequence(lambda n: n + 1)
    name = "系统维护数量"
    period_target = "≥12次"
    annual_target = "≥4次"


class UserFactory(factory.django.DjangoModelFactory):
    """A person with a changed password (PASSWORD); `role=…, department=…` grants a role the regular way."""

    class Meta:
        model = User
        django_get_or_create = ["username"]
        skip_postgeneration_save = True

    class Params:
        newcomer = factory.Trait(must_change_password=True)

    username = factory.Sequence(lambda n: f"user{n}")
    full_name = factory.Sequence(lambda n: f"用户{n}")
    password = factory.django.Password(PASSWORD)
    must_change_password = False

    @factory.post_generation
    def role(self, create, extracted, department=None, **kwargs):
        """`role=Role.PREPARER, role__department=unit`."""
        if create and extracted:
            grant_role(user=self, role=Role(extracted), department=department)


class JobFactory(factory.django.DjangoModelFactory):
    """A queued job of `kind`; traits for the other states. Nothing is put into the worker's queue."""

    class Meta:
        model = Job

    class Params:
        running = factory.Trait(
            state=JobState.RUNNING,
            started_at=factory.LazyFunction(timezone.now),
            heartbeat=factory.LazyFunction(timezone.now),
        )
        stale = factory.Trait(
            state=JobState.RUNNING,
            started_at=factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=5)),
            heartbeat=factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=5)),
        )
        done = factory.Trait(state=JobState.DONE, finished_at=factory.LazyFunction(timezone.now))
        failed = factory.Trait(
            state=JobState.FAILED, error="出错", finished_at=factory.LazyFunction(timezone.now)
        )
        cancelled = factory.Trait(state=JobState.CANCELLED, finished_at=factory.LazyFunction(timezone.now))
        interrupted = factory.Trait(
            state=JobState.INTERRUPTED, finished_at=factory.LazyFunction(timezone.now)
        )

    kind = "export_table"
    title = "导出 PDF"
    owner = factory.SubFactory(UserFactory)
    params = factory.LazyFunction(dict)


class EvaluationFactory(factory.django.DjangoModelFactory):
    """A self-evaluation; `money={"total": (initial, budget, executed)}` and `rows=[{…}]` add its parts."""

    class Meta:
        model = Evaluation
        skip_postgeneration_save = True

    class Params:
        returned = factory.Trait(filing__status=FilingStatus.RETURNED)

    project = factory.SubFactory(ProjectFactory)
    filing = factory.SubFactory(
        FilingFactory,
        kind=EVALUATION,
        cycle=factory.SelfAttribute("..project.cycle"),
        department=factory.SelfAttribute("..project.department"),
    )
    annual_objective = "全年维护网络12次。"
    objective_result = "全年维护网络12次，网络运行稳定。"

    @factory.post_generation
    def money(self, create, extracted, **kwargs):
        for source, amounts in (extracted or {}).items():
            names = ("initial_budget", "budget", "executed")
            self.money.create(source=source, **dict(zip(names, amounts, strict=True)))

    @factory.post_generation
    def rows(self, create, extracted, **kwargs):
        for position, fields in enumerate(extracted or (), start=1):
            EvaluationIndicator.objects.create(evaluation=self, position=position, **fields)


class MonitoringRoundFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MonitoringRound
        django_get_or_create = ["cycle", "last_month"]

    cycle = factory.SubFactory(BudgetCycleFactory)
    last_month = 6


class MonitoringReportFactory(factory.django.DjangoModelFactory):
    """A monitoring report; `money={"total": (initial, budget, executed, expected)}`, `rows=[{…}]`."""

    class Meta:
        model = MonitoringReport
        skip_postgeneration_save = True

    round = factory.SubFactory(MonitoringRoundFactory)
    project = factory.LazyAttribute(lambda report: ProjectFactory(cycle=report.round.cycle))
    filing = factory.SubFactory(
        FilingFactory,
        kind=MONITORING,
        cycle=factory.SelfAttribute("..project.cycle"),
        department=factory.SelfAttribute("..project.department"),
    )
    annual_objective = "全年维护网络12次。"

    @factory.post_generation
    def money(self, create, extracted, **kwargs):
        for source, amounts in (extracted or {}).items():
            names = ("initial_budget", "budget", "executed", "expected")
            self.money.create(source=source, **dict(zip(names, amounts, strict=True)))

    @factory.post_generation
    def rows(self, create, extracted, **kwargs):
        for position, fields in enumerate(extracted or (), start=1):
            MonitoringIndicator.objects.create(report=self, position=position, **fields)


class MessageFactory(factory.django.DjangoModelFactory):
    """An unread message without a unit."""

    class Meta:
        model = Message

    recipient = factory.SubFactory(UserFactory)
    kind = MessageKind.DUE
    title = factory.Sequence(lambda n: f"第{n + 1}条消息")


class NoticeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Notice

    title = factory.Sequence(lambda n: f"第{n + 1}号公告")
    text = "各单位请于六月底前送审。"
    by = factory.SubFactory(UserFactory)
