"""The buttons of the workflow for one goal and one person, wherever a page shows a goal."""

from django import template
from django.urls import reverse

from filings.domain.deadlines import Term, term_of
from filings.domain.steps import possible_steps
from filings.enums import Action, FilingStatus, RemarkState
from filings.rules import may_ask_revision, may_do_somewhere, may_review
from indicators.workflow import WORKFLOW

from ..domain.review.deadlines import review_term
from ..models import PerformanceGoal

register = template.Library()


@register.simple_tag(takes_context=True)
def steps_of(context, goal) -> dict:
    """`steps` this person may take on the goal now, his open `remarks`, whether he reviews it, its `term`."""
    user = context["request"].user
    loaded = PerformanceGoal.objects.with_step_facts().get(pk=goal.pk)
    return {
        "steps": possible_steps(filing=loaded.filing, by=user),
        "open_remarks": loaded.filing.remarks.filter(state=RemarkState.OPEN).count()
        if loaded.is_editable
        else 0,
        "reviews": may_review(user, loaded.filing),
        "may_ask_revision": loaded.status == FilingStatus.APPROVED and may_ask_revision(user, loaded.filing),
        "term": term_of(loaded.filing),
    }


@register.simple_tag(takes_context=True)
def batch_actions(context, cycle) -> list[Action]:
    """What this person's roles may do with several goals at once."""
    user = context["request"].user
    several = [action for action in Action if action != Action.REVISE]  # 调整 has a reason of its own each
    return [action for action in several if may_do_somewhere(user, action, WORKFLOW)]


@register.simple_tag
def own_review_term(goal) -> Term | None:
    """Where the unit has another last day of review than the cycle: that one; needs `with_step_facts()`."""
    general, term = review_term(goal.project.cycle), term_of(goal.filing)
    return term if term and general and term.word == general.word and term != general else None


@register.simple_tag
def step_url(action, goal) -> str:
    return reverse(f"goal_{action.value}", args=[goal.pk])


@register.simple_tag
def batch_url(action, cycle) -> str:
    return reverse(f"batch_{action.value}", args=[cycle.code])


@register.filter
def rating_label(answer, rating) -> str:
    """A tick in the column of the answer's rating."""
    return "√" if answer.rating == rating else ""
