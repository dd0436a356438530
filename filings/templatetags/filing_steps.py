"""The buttons of the workflow for one handed-in table and one person, on the pages of any kind."""

from django import template
from django.urls import reverse

from ..domain.deadlines import term_of
from ..domain.steps import possible_steps
from ..enums import Action
from ..models import Filing
from ..rules import may_review

register = template.Library()


@register.simple_tag(takes_context=True)
def filing_flow(context, filing: Filing) -> dict:
    """The `steps` this person may take now, remarks for the unit, whether he reviews it, `files`, `term`."""
    user = context["request"].user
    loaded = Filing.objects.with_step_facts(*filing.kind_of.joins).get(pk=filing.pk)
    return {
        "steps": possible_steps(filing=loaded, by=user),
        "open_remarks": loaded.remarks.open().count() if loaded.is_editable else 0,
        "reviews": may_review(user, loaded),
        "has_history": loaded.revision > 1 and loaded.transitions.exists(),
        "files": loaded.attachments.present().count(),
        "term": term_of(loaded),
    }


@register.simple_tag
def filing_step_url(action, filing: Filing) -> str:
    return reverse(f"filing_{Action(action).value}", args=[filing.pk])


@register.simple_tag
def filing_batch_url(action, cycle, face) -> str:
    return reverse(f"filing_batch_{Action(action).value}", args=[cycle.code, face.key])
