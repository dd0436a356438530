"""Fields that know what people paste and programs send: texts are cleaned, keys are keys."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models

from .numbers import posted_number
from .text import clean_text

_LONGEST_TYPED = 100  # what one types, such as the words of a search; longer texts are pasted


class CleanFormField(forms.CharField):
    """A form's text, cleaned before Django's own validators see it: they refuse NUL without a reason.

    A browser cuts what is pasted at `maxlength` and says nothing, so the inputs of long texts have none: too
    long a text comes back whole, with what is wrong about it.
    """

    def __init__(self, **options):
        super().__init__(**options)
        for validator in self.validators:
            if isinstance(validator, MaxLengthValidator):
                validator.message = "文字有 %(show_value)d 字，最多 %(limit_value)d 字，请删减。"

    def widget_attrs(self, widget):
        attrs = super().widget_attrs(widget)
        if self.max_length is not None and self.max_length > _LONGEST_TYPED:
            attrs.pop("maxlength", None)
        return attrs

    def to_python(self, value):
        return super().to_python(clean_text(value) if isinstance(value, str) else value)


class ChosenRowsField(forms.ModelMultipleChoiceField):
    """Rows chosen by their keys. What no key can be is no choice; Django asks the database, which fails."""

    def _check_values(self, value):
        for key in value if isinstance(value, list | tuple) else ():
            if isinstance(key, str) and posted_number(key) is None:
                message = self.error_messages["invalid_choice"]
                raise ValidationError(message, code="invalid_choice", params={"value": key[:20]})
        return super()._check_values(value)


class _CleanTextMixin:
    def to_python(self, value):
        value = super().to_python(value)
        return clean_text(value) if isinstance(value, str) else value

    def get_prep_value(self, value):
        # Also on the ways into the database that skip full_clean(): one control character stored
        # once would break the workbook export for everybody.
        value = super().get_prep_value(value)
        return clean_text(value) if isinstance(value, str) else value

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": CleanFormField, **kwargs})


class CleanCharField(_CleanTextMixin, models.CharField):
    """One line of text."""

    def to_python(self, value):
        value = super().to_python(value)
        return " ".join(value.split("\n")) if isinstance(value, str) else value


class CleanTextField(_CleanTextMixin, models.TextField):
    """Text of several lines; `max_length` holds in the model too, where Django leaves it to the form."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))
