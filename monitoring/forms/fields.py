"""Fields of the forms of 监控表 and 自评表."""

from decimal import Decimal

from django.core.exceptions import ValidationError

from perfgoals.common.fields import CleanFormField
from perfgoals.common.money import AmountError, format_amount, parse_amount


class AmountField(CleanFormField):
    """元 as people type it; an empty field is no amount, not 0."""

    def to_python(self, value):
        text = super().to_python(value).strip()
        if not text:
            return None
        try:
            return parse_amount(text)
        except AmountError as error:
            raise ValidationError(f"{error}。") from error

    def prepare_value(self, value):
        return format_amount(value) if isinstance(value, Decimal) else value
