"""What the templates of the form ask of a ProblemList."""

from django import template

register = template.Library()


@register.filter
def at(found, target: str) -> list:
    """The problems of the input with this id."""
    return found.by_target.get(target, [])
