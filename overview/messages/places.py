"""Where a message leads: to the page on which its reader acts on it, as far as he may see that now."""

from django.urls import reverse
from django.utils.http import urlencode

from filings.faces import face_of
from filings.models import Filing
from filings.views.scope import address
from indicators.models.goal import GOAL
from notices.enums import MessageKind
from notices.models import Message

PAGES = {
    MessageKind.RETURNED: "goal_remarks",
    MessageKind.APPROVED: "goal_detail",
    MessageKind.REVISED: "goal_edit",
    MessageKind.DECLINED: "goal_ask_revision",
}


def place_of_message(user, message: Message) -> str:
    """The address; 待办 where there is no page of its own, or the table is gone or out of reach."""
    kind = MessageKind(message.kind)
    if kind == MessageKind.ASKED and message.cycle:
        return reverse("revision_requests", args=[message.cycle.code])
    if kind in (MessageKind.DUE, MessageKind.URGED) and message.cycle:
        return _list_of(message)
    filings = Filing.objects.visible_to(user).filter(pk=message.table, kind=message.about)
    if kind in PAGES and (filing := filings.first()):
        if filing.kind == GOAL:
            return reverse(PAGES[kind], args=[filing.goal.pk])
        return address(filing, "remarks" if kind == MessageKind.RETURNED else "history")
    return reverse("home")


def _list_of(message: Message) -> str:
    """What is still to be handed in by the unit, or what waits for the reviewer."""
    if message.about:  # tables on the common pages, such as 监控表
        if message.department is None:
            return reverse("filing_queue", args=[message.cycle.code, message.about])
        return face_of(message.about).list_url(message.cycle)
    if message.department is None:
        return reverse("review_queue", args=[message.cycle.code])
    filters = {"unit": message.department.code, "handed": "no"}
    return f"{reverse('goal_list', args=[message.cycle.code])}?{urlencode(filters)}"
