"""动态口令 (TOTP, RFC 6238): six digits of a phone beside the password, and recovery codes for a lost phone.

Every function refuses with a ValidationError whose text may be shown as it is.
"""

import logging
import re
import secrets

import pyotp
import segno
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.sealing import NotSealedHere, digest, seal, unseal

from .domain import ALPHABET
from .models import Authenticator, RecoveryCode, User

log = logging.getLogger(__name__)
STEP_SECONDS = 30
# A phone's clock may be half a minute off, either way.
STEPS_AROUND = 1
RECOVERY_CODES = 10
RECOVERY_LENGTH = 12
# From the page with the QR code to its first code.
SETUP_SECONDS = 15 * 60
WRONG_FIRST_CODE = (
    "口令不对。请输入手机上现在显示的六位数字；若一直不对，请核对手机的时间，或重新扫描上面的二维码。"
)
_SECRET, _SETUP, _RECOVERY = "authenticator", "authenticator-setup", "recovery-code"


def must_have_code(user: User) -> bool:
    """Whether one of the person's roles asks for 动态口令 beside the password."""
    return bool(settings.TOTP_ROLES) and any(role in settings.TOTP_ROLES for role in user.roles)


def has_code(user: User) -> bool:
    """Whether the person is asked for a code: he has set one up, and the site has them at all."""
    return bool(settings.TOTP_ROLES) and Authenticator.objects.filter(user=user).exists()


def propose(user: User) -> tuple[str, str]:
    """(secret, the same sealed for this person) for the page that sets up a phone; nothing is stored."""
    secret = pyotp.random_base32()
    return secret, seal(f"{user.pk}:{secret}", purpose=_SETUP)


def proposed_secret(user: User, token: str) -> str:
    """The secret that was proposed to this person a moment ago."""
    try:
        owner, _, secret = unseal(token, purpose=_SETUP, max_age=SETUP_SECONDS).partition(":")
    except NotSealedHere:
        owner = ""
    if owner != str(user.pk):
        raise ValidationError("这一页打开得太久，二维码已失效。请扫描下面新的二维码。")
    return secret


def qr_code(user: User, secret: str) -> str:
    """What a phone scans, as an SVG image in a data: address, drawn here."""
    address = pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=settings.SITE_NAME)
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=4)


def set_up(*, user: User, secret: str, code: str) -> list[str]:
    """Keep the secret once the phone has shown a code of it; the recovery codes, returned once."""
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        if Authenticator.objects.filter(user=locked).exists():
            raise ValidationError("已经设置过动态口令。换手机请联系系统管理员申请重置。")
        step = _step_of(secret, re.sub(r"\s", "", code))
        if step is None:
            raise ValidationError(WRONG_FIRST_CODE)
        Authenticator.objects.create(user=locked, sealed_secret=seal(secret, purpose=_SECRET), last_step=step)
        codes = _new_recovery_codes(locked)
        record(Verb.AUTHENTICATOR, by=locked, obj=locked, after={"恢复码": f"{len(codes)} 个"})
    return codes


def accept(*, user: User, typed: str) -> bool:
    """Whether this opens the door: a code of the phone or a recovery code, each of them once."""
    typed = re.sub(r"[\s-]", "", typed)
    if re.fullmatch(r"[0-9]{6}", typed):
        return _accept_code(user, typed)
    return _accept_recovery(user, typed)


def remaining_recovery_codes(user: User) -> int:
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def forget(user: User) -> bool:
    """Drop secret and recovery codes, inside the caller's transaction; False when there were none."""
    RecoveryCode.objects.filter(user=user).delete()
    return bool(Authenticator.objects.filter(user=user).delete()[0])


def _accept_code(user: User, code: str) -> bool:
    authenticator = Authenticator.objects.filter(user=user).first()
    if authenticator is None:
        return False
    try:
        step = _step_of(unseal(authenticator.sealed_secret, purpose=_SECRET), code)
    except NotSealedHere:
        log.error("authenticator of %s was sealed with another secret_key", user.username)
        return False
    if step is None:
        return False
    # Conditional: of two who come with the same code, one gets in.
    return bool(Authenticator.objects.filter(user=user, last_step__lt=step).update(last_step=step))


def _accept_recovery(user: User, typed: str) -> bool:
    with transaction.atomic():
        waiting = RecoveryCode.objects.filter(
            user=user, used_at=None, digest=digest(f"{user.pk}:{typed}", purpose=_RECOVERY)
        )
        used = bool(waiting.update(used_at=timezone.now()))
        if used:
            left = remaining_recovery_codes(user)
            record(Verb.RECOVERY_CODE, by=user, obj=user, after={"剩余": f"{left} 个"})
    return used


def _step_of(secret: str, code: str) -> int | None:
    """The half minute, around now, of which this is the code."""
    if not re.fullmatch(r"[0-9]{6}", code):
        return None
    now, totp = int(timezone.now().timestamp()) // STEP_SECONDS, pyotp.TOTP(secret)
    for step in range(now - STEPS_AROUND, now + STEPS_AROUND + 1):
        if secrets.compare_digest(totp.generate_otp(step), code):
            return step
    return None


def _new_recovery_codes(user: User) -> list[str]:
    RecoveryCode.objects.filter(user=user).delete()
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=digest(f"{user.pk}:{code}", purpose=_RECOVERY)) for code in codes
    )
    return ["-".join(code[at : at + 4] for at in range(0, RECOVERY_LENGTH, 4)) for code in codes]
