"""What the templates of the form ask of a ProblemList."""

from django import template

register = template.Library()


@register.filter
def at(found, target: str) -> list:
    """What is shown beside the input with this id: what is only missing stands in the box on top."""
    return [item for item in found.by_target.get(target, []) if item.kind != "missing"]
