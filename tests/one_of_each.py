"""One of everything, by the names of the addresses that are about it: for tests that ask every page."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from api.models import ApiToken
from departments.domain.saving import begin
from filings.domain.attachments import add_attachment
from filings.domain.remarks import add_remark
from filings.domain.requests import ask_revision
from filings.enums import Action, FilingStatus
from filings.models import ReviewSheet
from indicators.domain.library.catalogue import propose_indicator
from indicators.domain.loading.review_data import load_review_data
from indicators.domain.portal.files import keep_portal_file
from indicators.domain.review.saved_views import save_view
from indicators.enums import ImportState
from indicators.models import TableImport
from notices.enums import Audience
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import User
from projects.models import BudgetCycle, CodeRequest, Department, ListUpload
from publication.models import PublicationTask, Typo
from tests.evaluation.flow import evaluation_at
from tests.factories import (
    FIXTURES,
    BudgetCycleFactory,
    EvaluationFactory,
    JobFactory,
    MessageFactory,
    MonitoringReportFactory,
    NoticeFactory,
    PerformanceGoalFactory,
    UserFactory,
)
from tests.indicators.domain.portal.test_filling import long_list
from tests.indicators.flow import bring_to, ready_goal

STEPS = ("review", "remarks", "sheet", "history", *Action.values)
ROUND_PAGES = ("detail", "edit", "workbook", "import", "template", "book", "statistics", "urge")
PUBLICATION = ("edit", "task", "findings", "register", "check", "bundle")
OF_CYCLE = (
    "answer_selected", "batch_sheet", "check_cycle", "check_settings", "check_trend", "cycle_copy_projects",
    "cycle_edit", "cycle_findings", "department_begin", "department_list", "draw_spot_checks",
    "evaluation_book", "evaluation_import", "evaluation_list", "evaluation_statistics", "evaluation_summary",
    "evaluation_template", "evaluation_urge", "export_center", "export_findings", "export_findings_job",
    "export_goals", "goal_copy", "goal_list", "goal_new", "import_list", "import_template",
    "import_template_job", "portal_upload", "preview_goals", "print_opinion", "publication_home",
    "publication_new", "review_queue", "revision_requests", "round_list", "round_new", "saved_view_add",
    "statistics", "statistics_checks", "statistics_file", "tree_mapping", "units_behind", "units_not_begun",
    "units_urge",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Whom it is made for: a cycle, a unit and those who take steps there."""

    cycle: BudgetCycle
    unit: Department
    preparer: User
    supervisor: User
    approver: User

    @property
    def staff(self) -> dict[str, User]:
        return {"preparer": self.preparer, "supervisor": self.supervisor, "approver": self.approver}

    def goal(self, **fields):
        return PerformanceGoalFactory(project__cycle=self.cycle, project__department=self.unit, **fields)


def one_of_each(cycle, unit, preparer, supervisor, approver) -> dict[str, list]:
    """What each address is about: a goal of the unit, a job of its preparer."""
    place = Place(cycle, unit, preparer, supervisor, approver)
    clerk = UserFactory(username="clerk", role=Role.SUPERVISOR, role__department=unit)
    return {
        **{key: [cycle.code] for key in (*OF_CYCLE, *(f"batch_{name}" for name in Action.values))},
        **_entry(place),
        **_work(place),
        **_review(place, clerk),
        **_measured(place),
        **_attached(place),
        **_departments(place),
        **_publication(place),
        **_people(place, clerk),
        **_lists(place, clerk),
        "help_guide": ["prepare"],
    }


def _entry(place: Place) -> dict[str, list]:
    goal = place.goal(indicators=1)
    last_year = BudgetCycleFactory(fiscal_year=2023)
    PerformanceGoalFactory(
        project__cycle=last_year, project__department=place.unit, project__name="上年项目", approved=True
    )
    proposal = propose_indicator(by=place.preparer, tier1="产出指标", tier2="数量指标", name="巡检次数")
    pages = ("edit", "save", "autosave", "delete", "findings", "detail")
    return {
        **{f"goal_{name}": [goal.pk] for name in pages},
        **{key: [goal.pk] for key in ("edit_preview", "preview_goal", "answer_finding")},
        "export_goal": [goal.pk, "xlsx"],
        **{f"library_{name}": [proposal.pk] for name in ("detail", "accept", "decline")},
    }


def _work(place: Place) -> dict[str, list]:
    """Jobs, imports, portal files."""
    job = JobFactory(owner=place.preparer)
    table_import = TableImport.objects.create(
        cycle=place.cycle, owner=place.preparer, filename="表.xlsx", state=ImportState.PREVIEWED, job=job
    )
    brought = keep_portal_file(
        upload=BytesIO(long_list()), filename="门户.xlsx", cycle=place.cycle, by=place.preparer
    )
    steps = ("detail", "mapping", "write", "retry", "discard", "annotated")
    return {
        **{f"job_{name}": [job.pk] for name in ("detail", "result", "cancel", "retry")},
        **{f"import_{name}": [table_import.pk] for name in steps},
        "portal_columns": [brought.pk],
    }


def _review(place: Place, clerk: User) -> dict[str, list]:
    reviewed = bring_to(
        ready_goal(place.unit, place.cycle),
        FilingStatus.SUBMITTED,
        preparer=place.preparer,
        supervisor=None,
        approver=None,
    )
    judge = UserFactory(username="judge", role=Role.SUPERVISOR, role__department=place.unit)
    remark = add_remark(filing=reviewed.filing, by=judge, text="请核对")
    load_review_data(path=FIXTURES / "review_sheet.json")
    version = reviewed.filing.submission
    ReviewSheet.objects.create(
        version=version, overall="good", opinion="同意", filled_by=clerk, filled_at=version.frozen_at
    )
    asked = ask_revision(filing=place.goal(approved=True).filing, by=place.preparer, reason="年中调剂")
    own_view = save_view(user=place.supervisor, cycle=place.cycle, name="我的", query="findings=none")
    return {
        **{f"goal_{name}": [reviewed.pk] for name in (*STEPS, "ask_revision")},
        "remark_add": [reviewed.pk],
        **{f"remark_{name}": [remark.pk] for name in ("answer", "resolve", "reopen")},
        **{key: [version.pk] for key in ("version_detail", "sheet_pdf")},
        "version_file": [version.pk, "xlsx"],
        **{f"request_{name}": [asked.pk] for name in ("decline", "withdraw")},
        "saved_view_delete": [own_view.pk],
    }


def _measured(place: Place) -> dict[str, list]:
    """监控表 and 自评表, on their own pages and on the common ones."""
    measured = EvaluationFactory(project__cycle=place.cycle, project__department=place.unit)
    handed_in = evaluation_at(FilingStatus.ENDORSED, place.unit, place.cycle, **place.staff)
    report = MonitoringReportFactory(
        round__cycle=place.cycle, project=measured.project, needs_correction=True, correction_request="请整改"
    )
    at_finance = MonitoringReportFactory(
        round=report.round, project=handed_in.project, correction_request="请整改",
        filing__status=FilingStatus.ENDORSED,
    )  # fmt: skip
    return {
        **{f"evaluation_{name}": [measured.pk] for name in ("page", "points", "save")},
        "evaluation_file": [measured.pk, "xlsx"],
        "filing_attachments": [measured.filing_id],
        **{f"filing_{name}": [handed_in.filing_id] for name in (*STEPS, "remark_add")},
        **{f"filing_batch_{name}": [place.cycle.code, "evaluation"] for name in Action.values},
        "filing_queue": [place.cycle.code, "evaluation"],
        "filing_version": [handed_in.filing.submission_id],
        "filing_version_file": [handed_in.filing.submission_id, "xlsx"],
        "spot_check": [handed_in.pk],
        **{f"round_{name}": [report.round_id] for name in ROUND_PAGES},
        **{f"report_{name}": [report.round_id, report.project_id] for name in ("page", "lights", "save")},
        "report_file": [report.pk, "xlsx"],
        "correction_answer": [report.pk],
        "correction_ask": [at_finance.pk],
    }


def _attached(place: Place) -> dict[str, list]:
    goal = place.goal()
    read, deleted = (
        add_attachment(
            filing=goal.filing, upload=BytesIO(b"%PDF-" + word), name="甲.pdf", kind="policy",
            by=place.preparer,
        )
        for word in (b"1", b"2")
    )  # fmt: skip
    return {
        **{f"goal_{name}": [goal.pk] for name in ("secrecy", "attachments")},
        "attachment_file": [read.pk],
        "attachment_delete": [deleted.pk],
    }


def _departments(place: Place) -> dict[str, list]:
    department = begin(cycle=place.cycle, department=place.unit, by=place.preparer)
    return {
        **{f"department_{name}": [department.pk] for name in ("page", "save", "fill")},
        "department_file": [department.pk, "pdf"],
    }


def _publication(place: Place) -> dict[str, list]:
    due = PublicationTask.objects.create(cycle=place.cycle, title="年初公开", due_on="2024-03-01")
    return {
        **{f"publication_{name}": [due.pk] for name in PUBLICATION},
        "publication_entry": [due.pk, place.unit.pk],
        "typo_delete": [Typo.objects.create(wrong="错字一", right="对字一").pk],
    }


def _people(place: Place, clerk: User) -> dict[str, list]:
    """Users, their messages and tokens."""
    message = MessageFactory(recipient=place.preparer)
    notice = NoticeFactory(audience=Audience.PREPARERS)
    token = ApiToken.objects.create(
        user=place.preparer, name="大屏", expires_on=date(2099, 1, 1), granted_by=place.preparer
    )
    pages = (
        "detail", "edit", "deactivate", "activate", "reset_password", "reset_authenticator", "request_reset",
        "confirm_reset", "unlock",
    )  # fmt: skip
    return {
        **{f"user_{name}": [clerk.pk] for name in pages},
        "role_grant": [clerk.pk],
        "role_revoke": [clerk.pk, clerk.memberships.get().pk],
        "message_open": [message.pk],
        **{f"notice_{name}": [notice.pk] for name in ("detail", "read", "withdraw")},
        **{key: [token.pk] for key in ("token_take", "token_revoke")},
        "audit_export": ["csv"],
    }


def _lists(place: Place, clerk: User) -> dict[str, list]:
    """Units, codes and the lists that come as workbooks."""
    missing_code = CodeRequest.objects.create(text="数字乡村", requested_by=place.preparer)
    own_list = ListUpload.objects.create(kind="units", owner=clerk, filename="单位.xlsx")
    return {
        "unit_detail": [place.unit.code],
        "unit_change": [place.unit.code, "rename"],
        "code_request_settle": [missing_code.pk],
        **{key: ["units"] for key in ("list_upload", "list_template")},
        **{f"list_{name}": [own_list.pk] for name in ("preview", "columns", "write", "discard")},
    }
