"""Fixed choices of what people are told."""

from django.db import models

from perfgoals.accounts.enums import BUSINESS_ROLES, Role


class MessageKind(models.TextChoices):
    """What a message tells of."""

    RETURNED = "returned", "退回"
    APPROVED = "approved", "批复"
    REVISED = "revised", "退回调整"
    ASKED = "asked", "申请调整"
    DECLINED = "declined", "未同意调整"
    DUE = "due", "到期提醒"
    URGED = "urged", "催办"


class Audience(models.TextChoices):
    """Whom a notice is for."""

    ALL = "all", "所有人"
    PREPARERS = "preparers", "填报人员"
    REVIEWERS = "reviewers", "审核和批复人员"

    @property
    def roles(self) -> tuple[Role, ...]:
        return {
            Audience.ALL: tuple(Role),
            Audience.PREPARERS: (Role.PREPARER,),
            Audience.REVIEWERS: tuple(role for role in BUSINESS_ROLES if role != Role.PREPARER),
        }[self]
