"""The left menu and the search box: what each role may open."""

from dataclasses import dataclass

from django.urls import reverse

from filings.rules import may_see_queue
from indicators import rules
from perfgoals.accounts.enums import Role
from perfgoals.accounts.rules import may_see_accounts
from projects.context import default_cycle

# Pages of one table on which somebody judges it.
SECTIONS = {
    "goals": "项目", "versions": "项目", "remarks": "项目", "imports": "导入", "evaluations": "自评",
    "monitoring": "监控", "departments": "部门整体",
    "publication": "公开", "attachments": "项目", "portal": "导出中心", "jobs": "导出中心",
    "lists": "基础设置",
}  # fmt: skip
REVIEW_PAGES = {
    "goal_review", "remark_add", "goal_sheet", "goal_endorse", "goal_return", "goal_approve",
    "filing_review", "filing_remark_add", "filing_endorse", "filing_return", "filing_approve",
}  # fmt: skip


@dataclass(frozen=True)
class MenuItem:
    label: str
    url: str
    active: bool


@dataclass(frozen=True)
class Search:
    """Where the box in the top bar leads; the word goes along as `q`."""

    label: str
    url: str


def menu(request):
    """`menu` and `search` for the frame: the pages this person's roles may open, the current one marked."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.must_change_password or not user.roles:
        return {}
    cycle = getattr(request, "cycle", None) or default_cycle(request)
    entries = list(_entries(user, cycle))
    inside = _section(request)
    if inside not in [label for label, _ in entries]:
        inside = next((label for label, url in entries if _is_current(request.path, url)), "")
    items = [MenuItem(label, url, label == inside) for label, url in entries]
    return {"menu": items, "search": _search(user, cycle)}


def _section(request) -> str:
    """The entry that a page of one table or one import belongs to: its address does not begin with it."""
    match = request.resolver_match
    if match is None:
        return ""
    if match.url_name in REVIEW_PAGES:
        return "审核"
    first = request.path.split("/")[1]
    return SECTIONS.get(first, "")


def _is_current(path: str, url: str) -> bool:
    return path == url if url == reverse("home") else path.startswith(url)


def _entries(user, cycle):
    yield "待办", reverse("home")
    if rules.may_see_goals(user) and cycle is not None:
        yield "项目", reverse("goal_list", args=[cycle.code])
        if may_see_queue(user):
            yield "审核", reverse("review_queue", args=[cycle.code])
        if rules.may_see_imports(user):
            yield "导入", reverse("import_list", args=[cycle.code])
        yield "检查", reverse("cycle_findings", args=[cycle.code])
        yield "部门整体", reverse("department_list", args=[cycle.code])
        yield "监控", reverse("round_list", args=[cycle.code])
        yield "自评", reverse("evaluation_list", args=[cycle.code])
        yield "统计", reverse("statistics", args=[cycle.code])
        yield "公开", reverse("publication_home", args=[cycle.code])
    if rules.may_see_library(user):
        yield "指标库", reverse("library_list")
    if rules.may_export(user):
        yield "导出中心", reverse("export_center", args=[cycle.code]) if cycle else reverse("job_list")
        yield "接口", reverse("token_list")
    if may_see_accounts(user):
        yield "用户与角色", reverse("user_list")
        yield "系统状态", reverse("system_state")
        yield "接口", reverse("token_list")
    if user.has_role(Role.ADMINISTRATOR):
        yield "基础设置", reverse("setup_guide")
        yield "代码表与批次", reverse("admin:index")
    if user.has_role(Role.AUDITOR):
        yield "审计", reverse("audit_list")


def _search(user, cycle) -> Search | None:
    if rules.may_see_goals(user) and cycle is not None:
        return Search("搜索项目、单位、编码", reverse("goal_list", args=[cycle.code]))
    if may_see_accounts(user):
        return Search("搜索用户名、姓名", reverse("user_list"))
    return None
