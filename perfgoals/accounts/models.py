"""Who works here and in which role."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from functools import cached_property, reduce
from operator import or_

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from perfgoals.common.fields import CleanCharField

from .enums import ADMINISTRATIVE_ROLES, BUSINESS_ROLES, ResetSubject, Role

# More units below one are asked for by a subquery.
MOST_LISTED = 500


class PasswordResetQuerySet(models.QuerySet):
    def open(self):
        """Waiting for the second person."""
        since = timezone.now() - timedelta(hours=PasswordReset.OPEN_HOURS)
        return self.filter(confirmed_at__isnull=True, requested_at__gte=since)

    def untold(self):
        return self.filter(confirmed_at__isnull=False, told_at__isnull=True)


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


class PasswordReset(models.Model):
    """重置: who asked for another person's new password or for the end of his 动态口令, and for guarded roles
    who confirmed it.

    The person is told of it at the next login. A request that nobody confirms within OPEN_HOURS is over.
    """

    OPEN_HOURS = 24

    user = models.ForeignKey(User, models.PROTECT, verbose_name="用户", related_name="password_resets")
    subject = models.CharField("重置什么", max_length=16, choices=ResetSubject, default=ResetSubject.PASSWORD)
    requested_by = models.ForeignKey(User, models.PROTECT, verbose_name="申请人", related_name="+")
    requested_at = models.DateTimeField("申请时间", default=timezone.now)
    confirmed_by = models.ForeignKey(User, models.PROTECT, verbose_name="确认人", null=True, related_name="+")
    confirmed_at = models.DateTimeField("确认时间", null=True)
    told_at = models.DateTimeField("告知本人的时间", null=True)

    objects = PasswordResetQuerySet.as_manager()

    class Meta:
        verbose_name = "重置密码"
        verbose_name_plural = "重置密码"
        ordering = ["-pk"]

    def __str__(self):
        return f"重置 {self.user} 的{self.get_subject_display()}"

    @property
    def told_text(self) -> str:
        at = timezone.localtime(self.confirmed_at)
        second = f"、{self.confirmed_by} 确认" if self.confirmed_by_id != self.requested_by_id else ""
        return (
            f"您的{self.get_subject_display()}于 {at:%Y-%m-%d %H:%M} "
            f"由 {self.requested_by} 申请{second}重置。"
            "如果不是您要求的，请立即告诉安全管理员和审计员。"
        )


class Authenticator(models.Model):
    """动态口令: what a person's phone and this site both know, so that both come to the same six digits."""

    user = models.OneToOneField(
        User, models.CASCADE, verbose_name="用户", related_name="authenticator", primary_key=True
    )
    # Sealed with the site's key: whoever has the database alone can't make codes.
    sealed_secret = models.TextField("密钥")
    set_up_at = models.DateTimeField("设置时间", default=timezone.now)
    # The half minute whose code came last: each opens the door once.
    last_step = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "动态口令"
        verbose_name_plural = "动态口令"

    def __str__(self):
        return f"{self.user} 的动态口令"


class RecoveryCode(models.Model):
    """恢复码: opens once in place of the phone's code; kept is only what it comes to under the site's key."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name="用户", related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = "恢复码"
        verbose_name_plural = "恢复码"

    def __str__(self):
        return f"{self.user} 的恢复码"


class RoleProposalQuerySet(models.QuerySet):
    def open(self):
        """Waiting for 安全管理员."""
        return self.filter(decided_at__isnull=True)


class RoleProposal(models.Model):
    """待确认的角色: 系统管理员 brought it in with a list; it gives no right until 安全管理员 confirms.

    Confirming makes the Membership; the proposal stays as the record of who asked and who decided.
    """

    user = models.ForeignKey(User, models.CASCADE, verbose_name="用户", related_name="role_proposals")
    role = models.CharField("角色", max_length=16, choices=Role)
    department = models.ForeignKey(
        "projects.Department", models.PROTECT, verbose_name="单位", null=True, blank=True, related_name="+"
    )
    proposed_by = models.ForeignKey(User, models.PROTECT, verbose_name="提出人", related_name="+")
    proposed_at = models.DateTimeField("提出时间", default=timezone.now)
    decided_by = models.ForeignKey(User, models.PROTECT, verbose_name="确认人", null=True, related_name="+")
    decided_at = models.DateTimeField("确认时间", null=True)
    granted = models.BooleanField("已授予", default=False)

    objects = RoleProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "待确认的角色"
        verbose_name_plural = "待确认的角色"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "department"],
                condition=Q(decided_at__isnull=True),
                name="open_role_proposal_once",
                violation_error_message="这个角色已在待确认的清单中。",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(decided_at__isnull=True, department__isnull=True),
                name="open_role_proposal_for_all_units_once",
                violation_error_message="这个角色已在待确认的清单中。",
            ),
            models.CheckConstraint(
                name="role_proposal_role_known",
                condition=Q(role__in=Role.values),
                violation_error_message="角色不在规定范围内。",
            ),
        ]

    def __str__(self):
        place = f"（{self.department.label}）" if self.department_id else ""
        return f"{self.user} {self.get_role_display()}{place}"
