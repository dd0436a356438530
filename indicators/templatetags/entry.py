"""What the templates of the form ask of a ProblemList."""

from django import template
from django.forms.renderers import get_default_renderer
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from ..forms.entry.rows import LABELS

register = template.Library()
_FORCED = mark_safe("<strong>强制</strong> ")
_BESIDE = '<div class="notes" id="{0}_note" data-notes="{0}">{1}</div>'
LEADS = {
    "advice": "提示：",
    "remark": mark_safe("<strong>审核意见：</strong>"),
    "wrong": _FORCED,
    "finding": _FORCED,
}


@register.simple_tag(takes_context=True)
def notes(context, target: str) -> str:
    """What is said beside the input with this id, in a place where the page's script may say more."""
    return _beside(context["found"], target)


@register.simple_tag(takes_context=True)
def grid_rows(context, rows) -> str:
    """The inputs of these rows (GridRow), with what is said beside them.

    Drawn by the forms' own renderer, as one widget: fourteen inputs a row take Django's templates four times
    as long.
    """
    found = context["found"]
    names = {
        "rows": rows,
        "labels": LABELS,
        "shown": context["grid"]["shown"],
        "notes": lambda prefix, name: _beside(found, f"id_{prefix}-{name}"),
    }
    return mark_safe(get_default_renderer().render("indicators/rows.html", names))  # escaped by Jinja2


def _beside(found, target: str) -> str:
    """What is only missing stands in the box on top. Not a template of its own: a long table has a hundred of
    these places, nearly all empty."""
    items = found.by_target.get(target)
    if not items:
        return format_html(_BESIDE, target, "")
    said = format_html_join(
        "",
        '<p class="note note-{}">{}{}</p>',
        ((item.kind, LEADS.get(item.kind, ""), item.short) for item in items if item.kind != "missing"),
    )
    return format_html(_BESIDE, target, said)
