"""A new password, or the end of a lost 动态口令, for somebody else.

By 系统管理员 alone, or with a second person for guarded roles.

Every function refuses with a ValidationError whose text may be shown as it is.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb

from . import rules
from .authenticators import forget
from .domain import random_password
from .enums import ResetSubject
from .models import Authenticator, PasswordReset, User

NOT_WAITING = "没有待确认的申请：可能已由别人确认，或已超过 24 小时。请系统管理员重新申请。"
NOT_BY_YOU = "不能由您确认：须是申请人和本人以外的安全管理员；安全管理员本人的由审计员确认。"


def reset_password(*, user: User, by: User) -> str:
    """Replace a forgotten password; returned once, changed at the next login. Open sessions end."""
    _refuse_own(user, by)
    if rules.is_guarded(user):
        raise ValidationError(
            f"“{user}”担任{'、'.join(user.role_labels())}，重置密码须由第二人确认。请点“申请重置密码”。"
        )
    with transaction.atomic():
        reset = PasswordReset.objects.create(user=user, requested_by=by)
        return _carry_out(reset, by=by)


def reset_authenticator(*, user: User, by: User) -> bool:
    """End a lost 动态口令: he sets up a new one at the next login. Open sessions go on."""
    _refuse_own(user, by)
    _refuse_without_authenticator(user)
    if rules.is_guarded(user):
        raise ValidationError(
            f"“{user}”担任{'、'.join(user.role_labels())}，重置动态口令须由第二人确认。请点“申请重置动态口令”。"
        )
    with transaction.atomic():
        reset = PasswordReset.objects.create(user=user, requested_by=by, subject=ResetSubject.AUTHENTICATOR)
        _carry_out(reset, by=by)
    return True


def request_reset(*, user: User, by: User, subject: ResetSubject = ResetSubject.PASSWORD) -> bool:
    """Ask for a new password, or the end of 动态口令, of somebody in a guarded role.

    False when that was asked for already.
    """
    _refuse_own(user, by)
    if subject == ResetSubject.AUTHENTICATOR:
        _refuse_without_authenticator(user)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        if not rules.is_guarded(user):
            raise ValidationError("这个账号不需要第二人确认，可以直接重置。")
        if PasswordReset.objects.open().filter(user=user, subject=subject).exists():
            return False
        PasswordReset.objects.create(user=user, requested_by=by, subject=subject)
        record(Verb.RESET_REQUEST, by=by, obj=user, after={"重置": subject.label})
    return True


def confirm_reset(*, user: User, by: User, subject: ResetSubject = ResetSubject.PASSWORD) -> str:
    """The second person: the new password, for him to hand to the person; of 动态口令 nothing to hand over.

    Nobody confirms his own request.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        reset = PasswordReset.objects.open().filter(user=user, subject=subject).first()
        if reset is None:
            raise ValidationError(NOT_WAITING)
        if by.pk == reset.requested_by_id or not rules.may_confirm_reset(by, user):
            raise ValidationError(NOT_BY_YOU)
        return _carry_out(reset, by=by)


def tell(*, user: User) -> list[str]:
    """What this person has to know of resets of his password; each is told once."""
    with transaction.atomic():
        resets = list(
            PasswordReset.objects.untold().filter(user=user).select_related("requested_by", "confirmed_by")
        )
        PasswordReset.objects.filter(pk__in=[reset.pk for reset in resets]).update(told_at=timezone.now())
    return [reset.told_text for reset in resets]


def _carry_out(reset: PasswordReset, *, by: User) -> str:
    user = User.objects.select_for_update().get(pk=reset.user_id)
    if reset.subject == ResetSubject.AUTHENTICATOR:
        verb, password = Verb.AUTHENTICATOR_RESET, ""
        forget(user)
    else:
        verb, password = Verb.PASSWORD_RESET, _give_password(user)
    reset.confirmed_by, reset.confirmed_at = by, timezone.now()
    reset.save(update_fields=["confirmed_by", "confirmed_at"])
    record(verb, by=by, obj=user, after={"申请人": str(reset.requested_by), "确认人": str(by)})
    return password


def _give_password(user: User) -> str:
    password = random_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    return password


def _refuse_without_authenticator(user: User) -> None:
    if not Authenticator.objects.filter(user=user).exists():
        raise ValidationError(f"“{user}”没有设置动态口令，不用重置。")


def _refuse_own(user: User, by: User) -> None:
    if user.pk == by.pk:
        raise ValidationError(
            "自己的密码请在右上角菜单“修改密码”中修改；自己的动态口令丢了，请另一位系统管理员申请重置。"
        )
