"""Filters of lists; they live in the URL, so that a list can be bookmarked and sent."""

from django import forms


class FilterForm(forms.Form):
    """Bad values are dropped, not refused: a list with a wrong filter is still a list.

    What a filter offers may depend on the list: `offer` receives the keywords of the form.
    """

    not_filters: frozenset[str] = frozenset()
    """Fields that say how the list is shown, not what it holds: its order, its tab."""

    def __init__(self, data, **context):
        super().__init__(data)
        self.offer(**context)
        self.is_valid()

    def offer(self) -> None:
        """Choices and hints of the fields; those without any need none."""

    @property
    def chosen(self) -> dict:
        """The valid filters that are set."""
        chosen = self.cleaned_data.items()
        return {key: value for key, value in chosen if value and key not in self.not_filters}
