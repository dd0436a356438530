"""Making and closing accounts, giving and taking roles.

`by` is the person who acts; None for the set-up command, which runs before there is anybody. Every change is
recorded in the audit, in its own transaction and without passwords.
Every function refuses with a ValidationError whose text may be shown as it is.
"""

import secrets

from axes.utils import reset as reset_attempts
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from perfgoals.audit.domain import changed_values, record
from perfgoals.audit.enums import Verb

from .enums import ADMINISTRATIVE_ROLES, GUARDED_ROLES, Role
from .models import Membership, User

# Without letters and digits that look alike in print.
ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
# Without one of these nobody could make accounts, give roles, or see who did.
INDISPENSABLE_ROLES = ADMINISTRATIVE_ROLES


def random_password(length: int = 16) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def create_user(*, username: str, full_name: str, by: User | None = None) -> tuple[User, str]:
    """A new account with a random first password, returned once and changed at the first login."""
    password = random_password()
    user = User(username=username, full_name=full_name, must_change_password=True)
    user.set_password(password)
    user.full_clean()
    with transaction.atomic():
        _save_named(user)
        record(Verb.CREATE, by=by, obj=user, after=_names(user))
    return user, password


def edit_user(*, user: User, username: str, full_name: str, by: User) -> User:
    """Correct the login name or the name of the person; roles and password stay.

    The login name of 三员 and finance stays too: single sign-on finds the account by it, so that whoever may
    change it could put his own name there and come in as that person.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        old = _names(user)
        if username != user.username and user.has_role(*GUARDED_ROLES):
            raise ValidationError(
                f"“{user}”有三员或财政角色，用户名不能改：单点登录按用户名认人。"
                "确要改的，另建账号，由安全管理员授予角色，再停用这个账号。"
            )
        user.username, user.full_name = username, full_name
        user.full_clean()
        _save_named(user, update_fields=["username", "full_name"])
        before, after = changed_values(old, _names(user))
        record(Verb.CHANGE, by=by, obj=user, before=before, after=after)
    return user


def _save_named(user: User, **kwargs) -> None:
    """Save; a ValidationError when the login name was taken after it was checked."""
    try:
        with transaction.atomic():
            user.save(**kwargs)
    except IntegrityError:
        user.validate_unique()  # says which field; anything else is no race
        raise


def deactivate_user(*, user: User, by: User) -> bool:
    """Close an account: its sessions end at once, its records stay. False when it was closed already."""
    with transaction.atomic():
        if user.pk == by.pk:
            raise ValidationError("不能停用自己的账号。请由另一位系统管理员办理。")
        _keep_one_holder(user, INDISPENSABLE_ROLES)
        closed = User.objects.filter(pk=user.pk, is_active=True).update(is_active=False)
        if closed:
            record(Verb.DEACTIVATE, by=by, obj=user)
    return bool(closed)


def activate_user(*, user: User, by: User) -> bool:
    """Open a closed account again, with the roles it had. False when it was open already."""
    with transaction.atomic():
        opened = User.objects.filter(pk=user.pk, is_active=False).update(is_active=True)
        if opened:
            record(Verb.ACTIVATE, by=by, obj=user)
    return bool(opened)


def unlock_user(*, user: User, by: User) -> bool:
    """Forget the wrong passwords of an account, so that it may log in again. False when there were none."""
    with transaction.atomic():
        freed = reset_attempts(username=user.username)
        if freed:
            record(Verb.UNLOCK, by=by, obj=user)
    return bool(freed)


def unlock_address(*, address: str, by: User) -> bool:
    """Forget the wrong passwords that came from an address. False when there were none."""
    with transaction.atomic():
        freed = reset_attempts(ip=address)
        if freed:
            record(Verb.UNLOCK, by=by, name=f"地址 {address}")
    return bool(freed)


def grant_role(*, user: User, role: Role, department=None, by: User | None = None) -> Membership:
    """Give a role; refuses to mix business and administrative roles (ValidationError)."""
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        membership = make_membership(user=locked, role=role, department=department, by=by)
        record(Verb.GRANT, by=by, obj=user, after={"角色": str(membership)})
    user.__dict__.pop("roles", None)
    return membership


def make_membership(*, user: User, role: Role, department, by: User | None) -> Membership:
    """What `grant_role` stores, without its record; for a caller who holds the user's row."""
    if by is not None and role in GUARDED_ROLES and user.must_change_password:
        raise ValidationError(
            f"“{user}”还在用别人发的首次密码，不能授予{Role(role).label}。"
            "请本人先登录、改成自己的密码，再授予。"
        )
    membership = Membership(user=user, role=role, department=department)
    membership.full_clean()
    membership.save()
    return membership


def revoke_role(*, membership: Membership, by: User) -> bool:
    """Take a role back. False when somebody did so before."""
    with transaction.atomic():
        if membership.role in INDISPENSABLE_ROLES:
            _keep_one_holder(membership.user, [membership.role])
        deleted, _ = Membership.objects.filter(pk=membership.pk).delete()
        if deleted:
            record(Verb.REVOKE, by=by, obj=membership.user, before={"角色": str(membership)})
    return bool(deleted)


def change_mail_address(*, user: User, address: str) -> bool:
    """A person's own address for messages by mail, empty for none; with an audit event when it changes."""
    with transaction.atomic():
        before = User.objects.select_for_update().values_list("email", flat=True).get(pk=user.pk)
        if before == address:
            return False
        User.objects.filter(pk=user.pk).update(email=address)
        record(Verb.CHANGE, by=user, obj=user, before={"邮箱": before}, after={"邮箱": address})
    return True


def _names(user: User) -> dict[str, str]:
    return {"用户名": user.username, "姓名": user.full_name}


def _keep_one_holder(user: User, roles) -> None:
    """Refuse when `user` is the last one with an open account in one of these roles.

    All holders' rows are locked in one order first: two of them can't remove each other at the same moment.
    """
    holders = User.objects.filter(pk__in=Membership.objects.filter(role__in=roles).values("user"))
    active = {holder.pk for holder in holders.select_for_update().order_by("pk") if holder.is_active}
    for role in roles:
        of_role = set(Membership.objects.filter(role=role, user__in=active).values_list("user", flat=True))
        if of_role == {user.pk}:
            raise ValidationError(
                f"“{user}”是唯一可用的{Role(role).label}，不能停用或收回。请先让另一人担任{Role(role).label}。"
            )
