"""What the templates of the form ask of a ProblemList."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

register = template.Library()
_FORCED = mark_safe("<strong>强制</strong> ")
LEADS = {
    "advice": "提示：",
    "remark": mark_safe("<strong>审核意见：</strong>"),
    "wrong": _FORCED,
    "finding": _FORCED,
}


@register.simple_tag(takes_context=True)
def notes(context, target: str, name: str = "") -> str:
    """What is said beside the input with this id, in a place where the page's script may say more; beside an
    input of a row, by its prefix and its name.

    What is only missing stands in the box on top. Not a template of its own: a long table has a hundred of
    these, nearly all empty.
    """
    target = f"id_{target}-{name}" if name else target
    found = context["found"].by_target.get(target, ())
    said = format_html_join(
        "",
        '<p class="note note-{}">{}{}</p>',
        ((item.kind, LEADS.get(item.kind, ""), item.short) for item in found if item.kind != "missing"),
    )
    return format_html('<div class="notes" id="{0}_note" data-notes="{0}">{1}</div>', target, said)
