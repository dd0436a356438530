"""What the pages of a monitoring report are sent."""

from django.urls import reverse


def at(name, round, goal):
    return reverse(f"report_{name}", args=[round.pk, goal.pk])


def typed(goal, *, revision=0, **changes):
    """Half done, all certain, in the names of the form."""
    data = {"revision": revision, "total_budget": "50,000.00", "total_executed": "25000"}
    for place, _ in enumerate(goal.indicators.all()):
        data |= {
            f"row{place}_actual": "2次",
            f"row{place}_expected": "4次",
            f"row{place}_possibility": "certain",
        }
    return data | changes
