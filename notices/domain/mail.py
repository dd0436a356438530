"""Messages by mail, where the site has a mail server: one letter a person and minute, sent by the worker."""

import logging
from datetime import timedelta
from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from ..models import Message

log = logging.getLogger(__name__)
# What could not be sent for so long is old news.
TRIED_FOR = timedelta(days=2)
AT_ONCE = 500


def send_mails() -> int:
    """Send what is committed and not sent yet, as far as its reader may see it now; returns the letters sent.

    Each message is claimed before it is sent, so that two workers never send it twice. One that the server
    refuses is tried again the next time.
    """
    if not settings.EMAIL_HOST:
        return 0
    since = timezone.now() - TRIED_FOR
    waiting = Message.objects.filter(mailed_at=None, read_at=None, at__gte=since, recipient__is_active=True)
    waiting = waiting.exclude(recipient__email="").select_related("recipient").order_by("recipient", "pk")
    letters = groupby(list(waiting[:AT_ONCE]), key=lambda message: message.recipient)
    return sum(_send(user, [message.pk for message in messages]) for user, messages in letters)


def _send(user, keys: list[int]) -> bool:
    claimed = _claim(user, keys)
    if not claimed:
        return False
    titles = [message.title for message in claimed]
    subject = titles[0] if len(titles) == 1 else f"您有 {len(titles)} 条新消息"
    letter = EmailMessage(
        f"{settings.SITE_NAME}：{subject}".replace("\n", " "), _text(user, claimed), to=[user.email]
    )
    try:
        letter.send()
    except Exception as error:  # whatever the server or the way to it has to say: it waits for the next time
        log.warning("mail to user %s: %s", user.pk, error)
        Message.objects.filter(pk__in=[message.pk for message in claimed]).update(mailed_at=None)
        return False
    return True


def _claim(user, keys: list[int]) -> list[Message]:
    """Those of the messages that this worker sends: still unsent, and within what the person may see."""
    with transaction.atomic():
        unsent = Message.objects.filter(pk__in=keys, mailed_at=None).order_by("pk")
        mine = list(unsent.select_for_update().values_list("pk", flat=True))
        Message.objects.filter(pk__in=mine).update(mailed_at=timezone.now())
    return list(Message.objects.readable_by(user).filter(pk__in=mine).select_related("by").order_by("pk"))


def _text(user, messages: list[Message]) -> str:
    parts = [f"{user}，您好：", ""]
    for message in messages:
        parts += [f"· {message.title}", *(f"  {line}" for line in message.text.splitlines()), ""]
    return "\n".join([*parts, f"请登录“{settings.SITE_NAME}”办理。这封邮件由系统发出，请不要回复。"])
