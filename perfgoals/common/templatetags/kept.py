"""{% kept "remark" filing.pk mark=count form=form %}: a form whose text this browser keeps."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def kept(context, *parts, mark, form=None) -> str:
    """Attributes for `static/js/kept-text.js`: text outlives a lost session, a closed tab, a lost network.

    `parts` name the form among all forms of this person; once `mark` is another, what was kept is past.
    A bound `form` comes back with its own words and is left alone. The browser is told not to put back by
    itself what stood in the form on an earlier visit: it would lay it over what others have saved meanwhile.
    """
    named = (context["request"].user.pk, *parts)
    key = ":".join("" if part is None else str(part) for part in named)
    bound = mark_safe(" data-bound") if form is not None and form.is_bound else ""
    return format_html('autocomplete="off" data-keep="{}" data-mark="{}"{}', key, mark, bound)
