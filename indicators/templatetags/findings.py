"""How a finding is shown: its weight in a word and a colour, its place in the table's words."""

from django import template
from django.utils.html import format_html

from ..checks import CHECKS
from ..domain.checking.words import place_in_row
from ..domain.entry.problems import ROWS
from ..domain.imports.report import place
from ..enums import CheckLevel, CheckOutcome
from ..fields import field_named

register = template.Library()


@register.simple_tag
def level_label(level, outcome):
    """强制 or 提示; 无法判断 where the check lacked an input."""
    if outcome == CheckOutcome.UNDECIDED:
        return format_html('<span class="level level-undecided">{}</span>', CheckOutcome(outcome).label)
    return format_html('<span class="level level-{}">{}</span>', level, CheckLevel(level).label)


@register.simple_tag
def plain_level(finding) -> str:
    """The same word without colour, for print."""
    if finding.outcome == CheckOutcome.UNDECIDED:
        return CheckOutcome(finding.outcome).label
    return CheckLevel(finding.level).label


@register.simple_tag
def finding_place(finding) -> str:
    """Where a stored finding is; its indicator must be selected with it."""
    return place_in_row(finding.indicator, finding.field)


@register.filter
def input_of(finding) -> str:
    """The name of the form's input that a finding is about."""
    field = field_named(finding.field, of_row=finding.indicator is not None)
    return field.input if field else finding.field


@register.filter
def spot(finding, where: str) -> str:
    """What tells a finding from its neighbours of the same check: its value, what is missing, or its place.

    Five times “绩效指标” would tell nobody which five are missing.
    """
    missing = finding.message.partition("，")[0] if input_of(finding) == ROWS else ""
    return finding.spot or missing or where


@register.simple_tag
def check_title(finding) -> str:
    """The title of the check that found it; its id where the program does not have it any more."""
    check = CHECKS.get(finding.check_id)
    return check.title if check else finding.check_id


@register.filter
def import_place(finding: dict) -> str:
    """Where a finding of an import stands in the file."""
    return place(finding)


@register.filter
def item(mapping, key):
    return mapping.get(key)
