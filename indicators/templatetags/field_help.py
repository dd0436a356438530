"""{% field_help "justification" %}: the line and the example that an administrator wrote for a field."""

from django import template

from ..models import FieldHelp

register = template.Library()


@register.inclusion_tag("indicators/_field_help.html", takes_context=True)
def field_help(context, key: str, element_id: str = "") -> dict:
    """The help of the field `key`; nothing for a key without one. One query a page.

    `element_id` names the element, so that the input can point to it by aria-describedby.
    """
    return {"help": _all_helps(context).get(key), "element_id": element_id or f"help-{key}"}


def _all_helps(context) -> dict[str, FieldHelp]:
    # On the request, not in the template's context: that one is another in each include.
    keeper = context.get("request") or context.render_context
    helps = getattr(keeper, "field_helps", None)
    if helps is None:
        helps = keeper.field_helps = {entry.key: entry for entry in FieldHelp.objects.all()}
    return helps
