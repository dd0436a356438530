"""The buttons of the workflow for one goal and one person, wherever a page shows a goal."""

from django import template
from django.urls import reverse

from filings.domain.deadlines import Term, term_of
from filings.domain.steps import possible_steps
from filings.enums import Action, FilingStatus
from filings.rules import may_ask_revision, may_do_somewhere, may_review
from indicators.workflow import WORKFLOW

from ..domain.review.deadlines import review_term

register = template.Library()


@register.simple_tag(takes_context=True)
def steps_of(context, goal) -> dict:
    """`steps` this person may take on the goal now, his open `remarks`, whether he reviews it, its `term`.

    The goal comes from `goal_or_404`: what a step needs beyond that is read when it is asked for.
    """
    user, filing = context["request"].user, goal.filing
    return {
        "steps": possible_steps(filing=filing, by=user),
        "open_remarks": filing.remarks.open().count() if filing.is_editable else 0,
        "reviews": may_review(user, filing),
        "may_ask_revision": filing.status == FilingStatus.APPROVED and may_ask_revision(user, filing),
        "term": term_of(filing),
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
