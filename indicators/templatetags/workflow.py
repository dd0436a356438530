"""The buttons of the workflow for one goal and one person, wherever a page shows a goal."""

from django import template
from django.urls import reverse

from .. import rules
from ..domain.review.deadlines import Term, review_term, term_of
from ..domain.review.steps import possible_steps
from ..enums import Action, RemarkState
from ..models import PerformanceGoal

register = template.Library()


@register.simple_tag(takes_context=True)
def steps_of(context, goal) -> dict:
    """`steps` this person may take on the goal now, his open `remarks`, whether he reviews it, its `term`."""
    user = context["request"].user
    loaded = PerformanceGoal.objects.with_step_facts().get(pk=goal.pk)
    return {
        "steps": possible_steps(goal=loaded, by=user),
        "open_remarks": goal.remarks.filter(state=RemarkState.OPEN).count() if loaded.is_editable else 0,
        "reviews": rules.may_review(user, loaded),
        "term": term_of(loaded),
    }


@register.simple_tag(takes_context=True)
def batch_actions(context, cycle) -> list[Action]:
    """What this person's roles may do with several goals at once."""
    user = context["request"].user
    several = [action for action in Action if action != Action.REVISE]  # 调整 has a reason of its own each
    return [action for action in several if rules.may_do_somewhere(user, action)]


@register.simple_tag
def own_review_term(goal) -> Term | None:
    """Where the unit has another last day of review than the cycle: that one; needs `with_step_facts()`."""
    general, term = review_term(goal.project.cycle), term_of(goal)
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
