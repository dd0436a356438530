"""Fields that know what people paste and programs send: texts are cleaned, keys are keys."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models

from .numbers import posted_number
from .text import clean_text


class CleanFormField(forms.CharField):
    """A form's text, cleaned before Django's own validators see it: they refuse NUL without a reason."""

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
