"""Widgets say the same, whichever templates draw them."""

import re
from datetime import date

import pytest
from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminDateWidget, AdminTextareaWidget
from django.forms.renderers import DjangoTemplates

from perfgoals.common.form_renderer import FormRenderer

pytestmark = pytest.mark.pure
NASTY = "a<b>&\"c'\n  ≥95%　\u2028"
CHOICES = [("", "---------"), ("1", "数量<指标>"), ("组", [("2", "质量"), ("3", "时效&成本")])]
WIDGETS = {
    "text": (forms.TextInput(attrs={"class": "wide", "required": True, "readonly": False}), NASTY),
    "nothing": (forms.TextInput(), None),
    "number": (forms.NumberInput(attrs={"step": 1000}), 12345678.9),
    "hidden": (forms.HiddenInput(), 0),
    "textarea": (forms.Textarea(attrs={"rows": 3}), NASTY),
    "empty textarea": (forms.Textarea(), ""),
    "select": (forms.Select(choices=CHOICES), "3"),
    "several": (forms.SelectMultiple(choices=CHOICES), ["1", "2"]),
    "boxes": (forms.CheckboxSelectMultiple(choices=CHOICES), ["1"]),
    "radio": (forms.RadioSelect(choices=CHOICES), "1"),
    "box": (forms.CheckboxInput(), True),
    "date": (forms.DateInput(), date(2026, 11, 28)),
    "file": (forms.ClearableFileInput(), None),
    "password": (forms.PasswordInput(), "geheim"),
    "of the admin": (AdminTextareaWidget(), NASTY),
    "date of the admin": (AdminDateWidget(), date(2026, 11, 28)),
}


def tags(html: str) -> list[str]:
    """What a browser sees: tags and texts, without the spaces between tags."""
    return [part for part in re.split(r"\s*(<[^>]*>)\s*", html) if part]


@pytest.mark.parametrize("name", WIDGETS)
def test_the_same_as_by_djangos_templates(name):
    widget, value = WIDGETS[name]
    drawn = [
        widget.render("field", value, {"id": "id_field"}, each)
        for each in (FormRenderer(), DjangoTemplates())
    ]
    assert plain(drawn[0]) == plain(drawn[1])


def plain(html: str) -> list[str]:
    return [part.replace("&#34;", "&quot;").replace("&#39;", "&#x27;") for part in tags(html)]


def test_text_of_users_is_escaped():
    drawn = forms.TextInput().render("field", "\"><script>alert('x')</script>", {}, FormRenderer())
    assert "<script" not in drawn
    assert forms.Textarea().render("field", "</textarea><b>", {}, FormRenderer()).count("</textarea>") == 1


def test_the_site_uses_it():
    assert settings.FORM_RENDERER.endswith(FormRenderer.__name__)
    assert isinstance(forms.Form().renderer, FormRenderer)
