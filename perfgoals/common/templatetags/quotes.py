"""Names in quotes, on pages."""

from django import template

from ..text import quoted

register = template.Library()
register.filter("quoted", quoted)
