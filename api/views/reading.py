"""The addresses that programs read: /api/v1/. Only GET, only with a token, only what its person may see."""

import math

from django.conf import settings
from django.http import JsonResponse
from ninja import NinjaAPI, Query
from ninja.security import HttpBearer

from filings.domain.versions import read_content
from filings.enums import FilingStatus
from filings.models import FilingVersion
from indicators.domain.checking.findings import all_findings_of
from indicators.models import PerformanceGoal
from indicators.models.goal import GOAL
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from projects.models import BudgetCycle

from ..domain.tokens import TooManyCalls, count_call, token_of
from ..schemas import CycleOut, FindingOut, GoalOut, GoalPage, Refusal, VersionLine, VersionOut

PAGE_SIZE = 100
STATUSES = {status.label: status for status in FilingStatus}


class TokenAuth(HttpBearer):
    """Authorization: Bearer pg_…; the answer is the token's person."""

    def authenticate(self, request, token):
        found = token_of(token)
        if found is None:
            return None
        count_call(found)
        request.user = found.user
        return found


api = NinjaAPI(
    title=f"{settings.SITE_NAME} 只读接口",
    version="1",
    description=(
        "请求头带 Authorization: Bearer 令牌。令牌由系统管理员授权、本人领取，"
        "能读到的范围与本人在页面上看到的相同，涉密项目除外。"
        "金额是以元为单位的文字。每分钟的调用次数有限，超过时返回 429 和 Retry-After。"
    ),
    auth=TokenAuth(),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api-1",
)
REFUSED = {401: Refusal, 404: Refusal, 429: Refusal}


@api.exception_handler(TooManyCalls)
def too_many_calls(request, error):
    return JsonResponse({"detail": str(error)}, status=429, headers={"Retry-After": str(error.wait)})


def _visible(request):
    goals = PerformanceGoal.objects.visible_to(request.user).filter(project__secret=False)
    return goals.with_project()


def _read(request, name: str, **after) -> None:
    """Every answer with contents leaves a line in the audit."""
    record(
        Verb.EXPORT, by=request.user, name=name, after=after | {"令牌": request.auth.prefix}, note="接口读取"
    )


@api.get("/cycles", response={200: list[CycleOut], **REFUSED}, summary="申报批次", operation_id="cycles")
def cycles(request):
    """All cycles, the newest first."""
    return list(BudgetCycle.objects.all())


@api.get(
    "/cycles/{code}/goals",
    response={200: GoalPage, **REFUSED},
    summary="绩效目标表的列表",
    operation_id="goals",
)
def goals(
    request,
    code: str,
    unit: str = Query("", description="单位编码"),
    status: str = Query("", description="状态，例如 已批复"),
    page: int = Query(1, ge=1, description="第几页，每页 100 个"),
):
    """The tables of a cycle, in the order of the official table."""
    cycle = BudgetCycle.objects.filter(code=code).first()
    if cycle is None:
        return api.create_response(request, {"detail": f"没有批次“{code}”。"}, status=404)
    found = _visible(request).in_cycle(cycle)
    found = found.filter(project__department__code=unit) if unit else found
    if status and status not in STATUSES:
        known = "、".join(STATUSES)
        return api.create_response(
            request, {"detail": f"没有状态“{status}”。可用的有：{known}。"}, status=404
        )
    found = found.filter(filing__status=STATUSES[status]) if status else found
    count, start = found.count(), (page - 1) * PAGE_SIZE
    items = [_line(goal) for goal in found.in_table_order()[start : start + PAGE_SIZE]]
    _read(request, f"{cycle} 列表", page=page, projects=len(items))
    return {"count": count, "page": page, "pages": math.ceil(count / PAGE_SIZE), "items": items}


@api.get(
    "/goals/{int:key}", response={200: GoalOut, **REFUSED}, summary="一张绩效目标表", operation_id="goal"
)
def goal(request, key: int):
    """One table as it stands now."""
    found = _visible(request).with_indicators().filter(pk=key).first()
    if found is None:
        return _not_found(request)
    _read(request, str(found), key=key)
    project, fund, subject = found.project, found.project.fund_source, found.project.functional_subject
    return _line(found) | {
        "cycle": project.cycle.code,
        "fund_code": fund.code if fund else "",
        "fund_name": fund.name if fund else "",
        "subject_code": subject.code if subject else "",
        "subject_name": subject.name if subject else "",
        "amount_note": project.amount_note,
        "justification": project.justification,
        "overall_objective": found.overall_objective,
        "annual_objective": found.annual_objective,
        "indicators": [_row(row) for row in found.indicators.all()],
    }


@api.get(
    "/goals/{int:key}/versions", response={200: list[VersionLine], **REFUSED}, summary="一张表的存档版本",
    operation_id="versions",
)  # fmt: skip
def versions(request, key: int):
    """What was frozen of a table, in order."""
    if not _visible(request).filter(pk=key).exists():
        return _not_found(request)
    _read(request, f"{key} 的版本", key=key)
    return [
        _version(version) for version in FilingVersion.objects.filter(filing__goal=key).order_by("serial")
    ]


@api.get(
    "/versions/{int:key}",
    response={200: VersionOut, **REFUSED},
    summary="一个存档版本",
    operation_id="version",
)
def version(request, key: int):
    """A frozen version with its content."""
    seen = FilingVersion.objects.visible_to(request.user).filter(filing__kind=GOAL)
    found = seen.filter(filing__goal__project__secret=False, pk=key).select_related("filing__goal").first()
    if found is None:
        return _not_found(request)
    _read(request, f"版本 {key}", key=key, sha256=found.sha256)
    return _version(found) | {"goal": found.filing.goal.pk, "content": read_content(found)}


@api.get(
    "/goals/{int:key}/findings", response={200: list[FindingOut], **REFUSED}, summary="一张表的检查结果",
    operation_id="findings",
)  # fmt: skip
def findings(request, key: int):
    """What the checks say of a table as it stands now; nothing is stored."""
    found = _visible(request).with_indicators().filter(pk=key).first()
    if found is None:
        return _not_found(request)
    _read(request, f"{found} 的检查结果", key=key)
    return [_finding(finding) for finding in all_findings_of(found)]


def _not_found(request):
    return api.create_response(request, {"detail": "没有找到，或不在令牌的范围内。"}, status=404)


def _line(goal: PerformanceGoal) -> dict:
    project = goal.project
    return {
        "key": goal.pk,
        "unit_code": project.department.code,
        "unit_name": project.department.name,
        "name": project.name,
        "amount": project.amount,
        "status": goal.get_status_display(),
        "version_number": goal.filing.version_number,
        "updated_at": goal.filing.updated_at,
    }


def _row(row) -> dict:
    names = ("name", "period_target", "annual_target", "not_applicable", "note")
    tiers = {"tier1": row.category.parent.name, "tier2": row.category.name}
    return tiers | {name: getattr(row, name) for name in names}


def _version(version: FilingVersion) -> dict:
    return {
        "key": version.pk,
        "serial": version.serial,
        "version_number": version.version_number,
        "action": version.get_action_display(),
        "sha256": version.sha256,
        "frozen_at": version.frozen_at,
    }


def _finding(finding) -> dict:
    return {
        "check": finding.check_id,
        "title": finding.check.title,
        "level": finding.level.label,
        "outcome": str(finding.outcome),
        "field": finding.field,
        "spot": finding.spot,
        "message": finding.message,
        "proposal": finding.proposal,
    }
