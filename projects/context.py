"""What the frame around every page needs: the cycles to switch between."""

from perfgoals.accounts.enums import BUSINESS_ROLES

from .models import BudgetCycle


def frame(request):
    """`cycles` for the switch and the `current_cycle`, unless the view chose another one itself.

    Administrative roles have nothing to switch between: they do not see a cycle's tables.
    """
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    chosen = getattr(request, "cycle", None) or default_cycle(request)
    cycles = all_cycles(request) if request.user.has_role(*BUSINESS_ROLES) else []
    return {"cycles": cycles, "current_cycle": chosen}


def all_cycles(request) -> list[BudgetCycle]:
    """Every cycle, read once a request: view, menu and frame all ask."""
    if not hasattr(request, "all_cycles"):
        request.all_cycles = list(BudgetCycle.objects.all())
    return request.all_cycles


def default_cycle(request) -> BudgetCycle | None:
    """The cycle the person looked at last, else the newest open one; None on an empty site."""
    cycles = all_cycles(request)
    by_code = {cycle.code: cycle for cycle in cycles}
    remembered = by_code.get(request.session.get("cycle"))
    return remembered or next((c for c in cycles if c.state == "open"), cycles[0] if cycles else None)
