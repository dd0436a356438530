"""Who works here and in which role."""

from collections.abc import Collection, Iterable
from functools import cached_property, reduce
from operator import or_

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from perfgoals.common.fields import CleanCharField

from ..enums import ADMINISTRATIVE_ROLES, BUSINESS_ROLES, Role

# More units below one are asked for by a subquery.
MOST_LISTED = 500


class User(AbstractUser):
    """A person with an account. Rights come from memberships alone, never from flags or groups."""

    first_name = None
    last_name = None
    full_name = CleanCharField("姓名", max_length=50)
    must_change_password = models.BooleanField("下次登录须改密码", default=True)

    objects = UserManager()
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "用户"
        verbose_name_plural = "用户"
        ordering = ["username"]

    def __str__(self):
        return self.full_name or self.username

    def get_full_name(self):
        return self.full_name

    get_short_name = get_full_name

    @cached_property
    def roles(self) -> dict[str, list["Membership"]]:
        """Role code → the memberships that give it; of a page's user they come with him."""
        return by_role(self.memberships.select_related("department").order_by("pk"))

    @property
    def standing(self) -> tuple:
        """All that decides what this person may see and do: two with the same standing see the same."""
        held = [(role, m.reach) for role, memberships in self.roles.items() for m in memberships]
        return self.is_active, frozenset(held)

    def has_role(self, *roles: Role) -> bool:
        return self.is_active and any(role in self.roles for role in roles)

    def acts_for(self, department, *roles: Role) -> bool:
        """Whether one of these roles is his for this unit; no query when the unit's parent is loaded."""
        return self.is_active and any(
            membership.covers(department) for role in roles for membership in self.roles.get(role, [])
        )

    def role_labels(self) -> list[str]:
        return [Role(code).label for code in self.roles]

    def home_departments(self) -> list:
        """The units this person fills in for, in code order."""
        units = {m.department for m in self.roles.get(Role.PREPARER, [])}
        return sorted(units, key=lambda unit: unit.code)

    @property
    def only_department(self):
        """The unit of somebody who fills in for one unit and does nothing else; None for all others."""
        units = self.home_departments()
        return units[0] if len(units) == 1 and set(self.roles) == {Role.PREPARER} else None

    def department_scope(self, path: str, *roles: Role) -> Q:
        """Condition on the department at `path` (e.g. "project__department", or "pk" of a department itself).

        填报 sees the own unit, 主管部门 the own unit and those below it, 财政 all units or those assigned.
        With `roles`, only what these roles let him see. Administrative roles see no business data.
        """
        if self.sees_all_units(*roles):
            return ~Q(pk__in=[])  # everything, without a condition that the database would have to test
        scopes = [membership.scope(path) for membership in self._business_memberships(roles)]
        return reduce(or_, scopes) if scopes else Q(pk__in=[])

    def sees_all_units(self, *roles: Role) -> bool:
        """Whether `department_scope` of these roles, or of all his business roles, leaves out no unit."""
        return any(membership.department_id is None for membership in self._business_memberships(roles))

    def _business_memberships(self, roles: Collection[Role]) -> list["Membership"]:
        """Those of these business roles, or of all of them; none of who is no longer active."""
        return [
            membership
            for role, memberships in self.roles.items()
            if self.is_active and role not in ADMINISTRATIVE_ROLES and (not roles or role in roles)
            for membership in memberships
        ]

    def departments_seen(self, keys) -> set[int]:
        """Those of the departments with these keys that are within the scope now, in one query."""
        departments = Membership._meta.get_field("department").related_model.objects
        found = departments.filter(self.department_scope("pk"), pk__in=set(keys))
        return set(found.values_list("pk", flat=True))


class Membership(models.Model):
    """角色授予: a role, for a unit or, for finance staff, for all of them."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name="用户", related_name="memberships")
    role = models.CharField("角色", max_length=16, choices=Role)
    department = models.ForeignKey(
        "projects.Department",
        models.PROTECT,
        verbose_name="单位",
        null=True,
        blank=True,
        related_name="memberships",
    )

    class Meta:
        verbose_name = "角色"
        verbose_name_plural = "角色"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "department"],
                name="membership_once",
                violation_error_message="该用户已有这个角色。",
            ),
            # Not nulls_distinct=False: SQLite has no such thing and Django then leaves the constraint out.
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(department__isnull=True),
                name="membership_for_all_units_once",
                violation_error_message="该用户已有这个角色。",
            ),
            models.CheckConstraint(
                name="membership_department_where_needed",
                condition=~Q(role__in=[Role.PREPARER, Role.SUPERVISOR]) | Q(department__isnull=False),
                violation_error_message="填报和主管部门审核角色必须指定单位。",
            ),
            models.CheckConstraint(
                name="membership_role_known",
                condition=Q(role__in=Role.values),
                violation_error_message="角色不在规定范围内。",
            ),
        ]

    def __str__(self):
        place = f"（{self.department}）" if self.department_id else ""
        return f"{self.user} {self.get_role_display()}{place}"

    @property
    def place(self) -> str:
        """Where the role holds: one unit, all units, or nothing to say for an administrative role."""
        if self.department_id:
            return self.department.label
        return "—" if self.role in ADMINISTRATIVE_ROLES else "全部单位"

    def clean(self):
        super().clean()
        other = BUSINESS_ROLES if self.role in ADMINISTRATIVE_ROLES else ADMINISTRATIVE_ROLES
        held = Membership.objects.filter(user=self.user_id, role__in=other).exclude(pk=self.pk).first()
        if held is not None:
            raise ValidationError(
                f"“{self.user}”已是{held.get_role_display()}，不能再授予{Role(self.role).label}："
                "业务角色和管理角色须由不同的人担任。"
            )
        if self.role in ADMINISTRATIVE_ROLES:
            twin = Membership.objects.filter(user=self.user_id, role__in=ADMINISTRATIVE_ROLES)
            if twin.exclude(pk=self.pk).exclude(role=self.role).exists():
                raise ValidationError("系统管理员、安全管理员、审计员须由三个不同的人担任。")

    def scope(self, path: str) -> Q:
        """Condition on the department at `path` for this one membership, which is for one."""
        if self.role == Role.PREPARER:
            return Q(**{path: self.department_id})
        keys = self._units_reached
        reached = keys if len(keys) <= MOST_LISTED else self._reached().values("pk")
        return Q(**{f"{path}__in": reached})

    @property
    def reach(self) -> tuple:
        """All that `scope` makes its condition of: the unit, and those below it where it lists them."""
        if self.role == Role.PREPARER or self.department_id is None:
            return (self.department_id,)
        keys = self._units_reached
        return (self.department_id, *(keys if len(keys) <= MOST_LISTED else ["all below"]))

    @cached_property
    def _units_reached(self) -> list[int]:
        """Keys of the unit and all below it, of too many only the first; one query a request.

        Listed, an index by unit reads them: of a subquery a database guesses wrong how many it finds, or asks
        it for every row.
        """
        return list(self._reached().values_list("pk", flat=True)[: MOST_LISTED + 1])

    def _reached(self):
        """The unit and all below it, two levels; each part of the condition has an index."""
        units = Membership._meta.get_field("department").related_model.objects.order_by()
        top = self.department_id
        return units.filter(Q(pk=top) | Q(parent=top) | Q(parent__in=units.filter(parent=top).values("pk")))

    def covers(self, department) -> bool:
        """Whether this membership reaches the department: `scope` for one with its parents at hand."""
        if self.department_id is None or self.department_id == department.pk:
            return True
        if self.role == Role.PREPARER or department.parent is None:
            return False
        return self.department_id in (department.parent_id, department.parent.parent_id)


def by_role(memberships: Iterable[Membership]) -> dict[str, list[Membership]]:
    """Role code → the memberships that give it, in their order."""
    found: dict[str, list[Membership]] = {}
    for membership in memberships:
        found.setdefault(membership.role, []).append(membership)
    return found
