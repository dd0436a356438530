"""The units and the people of the tests, each made in one way for one test or for a whole module."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import User
from projects.models import Department

from .factories import DepartmentFactory, UserFactory

# Name of the fixture → role, name of the account, full name.
STAFF = {
    "preparer": (Role.PREPARER, "preparer", "填报员甲"),
    "other_preparer": (Role.PREPARER, "other-preparer", "外单位填报员"),
    "supervisor": (Role.SUPERVISOR, "supervisor", "主管审核员"),
    "other_supervisor": (Role.SUPERVISOR, "other-supervisor", "外部门审核员"),
    "reviewer": (Role.REVIEWER, "reviewer", "财政审核员"),
    "approver": (Role.APPROVER, "approver", "财政批复员"),
    "administrator": (Role.ADMINISTRATOR, "administrator", "系统管理员"),
    "security_officer": (Role.SECURITY_OFFICER, "security", "安全管理员"),
    "auditor": (Role.AUDITOR, "auditor", "审计员"),
    "nobody": (None, "nobody", "无角色人员"),
}


def home_unit() -> Department:
    """The unit that most tests are about, below its supervising department."""
    unit = DepartmentFactory(code="130001", name="中共韶关市曲江区委组织部")
    unit.parent = DepartmentFactory(code="130", name="中共韶关市曲江区委员会")
    unit.save()
    return unit


def unit_elsewhere() -> Department:
    """A unit of another supervising department."""
    return DepartmentFactory(
        code="255001",
        name="韶关市曲江区教育局",
        parent=DepartmentFactory(code="255", name="教育主管部门"),
    )


def person(name: str, *, department: Department | None = None) -> User:
    """One of STAFF; `department` is where a preparer or supervisor works."""
    role, username, full_name = STAFF[name]
    return UserFactory(role=role, role__department=department, username=username, full_name=full_name)


def everybody(unit: Department, elsewhere: Department) -> dict[str, User]:
    """All of STAFF, by name."""
    at_work = {
        "preparer": unit,
        "other_preparer": elsewhere,
        "supervisor": unit.parent,
        "other_supervisor": elsewhere.parent,
    }
    return {name: person(name, department=at_work.get(name)) for name in STAFF}


def browser_of(user: User, **options) -> Client:
    """A browser in which this person is logged in already; `options` are those of Client.

    It has the session of a login and not its records (audit, failed attempts, last login), which cost more
    than most pages: they are asked where people do log in.
    """
    session = SessionStore()
    session[SESSION_KEY] = user._meta.pk.value_to_string(user)
    session[BACKEND_SESSION_KEY] = "perfgoals.accounts.backends.RoleBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    browser = Client(**options)
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return browser
