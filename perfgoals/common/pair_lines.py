"""A list of pairs typed as lines, `90 优`: what is stored as JSON is never shown or typed as JSON."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError

from .folding import fold
from .text import clean_text

_BETWEEN = re.compile(r"[\s,，、:：;；]+")
_UNITS = re.compile(r"[%％分月]$")


def number(text: str) -> int | float:
    """As JSON keeps it; `%`, 分 and 月 after it are words, not part of it."""
    try:
        found = Decimal(_UNITS.sub("", fold(text)))
    except InvalidOperation:
        raise ValueError from None
    if not found.is_finite():
        raise ValueError
    return int(found) if found == found.to_integral_value() else float(found)


def choice(choices) -> Callable[[str], str]:
    """The value of one of `choices`, typed by its label."""
    values = {label: value for value, label in choices.choices}

    def value_of(text: str) -> str:
        if text not in values:
            raise ValueError
        return values[text]

    value_of.words = {value: label for label, value in values.items()}
    return value_of


class PairLinesField(forms.CharField):
    """Lines of two parts; `first` and `second` read a part or raise ValueError. Cleaned: a list of pairs.

    `example` is one right line, for the messages. With `as_dict` the pairs are kept as a dict.
    """

    widget = forms.Textarea

    def __init__(self, *, first, second, example: str, as_dict: bool = False, **kwargs):
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 4, "cols": 24}))
        super().__init__(strip=True, **kwargs)
        self.parts, self.example, self.as_dict = (first, second), example, as_dict

    def prepare_value(self, value):
        if not isinstance(value, list | dict):
            return value
        pairs = value.items() if isinstance(value, dict) else value
        return "\n".join(" ".join(map(self._shown, self.parts, pair)) for pair in pairs)

    def clean(self, value):
        text = super().clean(clean_text(value or ""))
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        pairs = [self._pair(number, line) for number, line in enumerate(lines, start=1)]
        if not self.as_dict:
            return pairs
        if len({first for first, _ in pairs}) < len(pairs):
            raise ValidationError("同一个名称写了两行，请只留一行。")
        return dict(pairs)

    def has_changed(self, initial, data):
        return self.prepare_value(initial) != (data or "").replace("\r\n", "\n").strip()

    @staticmethod
    def _shown(part, value) -> str:
        words = getattr(part, "words", {})
        return words.get(value, f"{value:g}" if isinstance(value, int | float) else str(value))

    def _pair(self, number: int, line: str) -> list:
        typed = _BETWEEN.split(line)
        try:
            if len(typed) != 2:
                raise ValueError
            return [part(text) for part, text in zip(self.parts, typed, strict=True)]
        except ValueError:
            raise ValidationError(
                f"第 {number} 行“{line}”读不懂，请照样子写，例如“{self.example}”。"
            ) from None
