"""What the frame around every page needs: the cycles to switch between."""

from perfgoals.accounts.enums import BUSINESS_ROLES

from .models import BudgetCycle


def frame(request):
    """`cycles` for the switch and the `current_cycle`, unless the view chose another one itself."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not user.has_role(*BUSINESS_ROLES):
        return {}
    cycles = list(BudgetCycle.objects.all())
    chosen = getattr(request, "cycle", None) or default_cycle(request, cycles)
    return {"cycles": cycles, "current_cycle": chosen}


def default_cycle(request, cycles=None):
    """The cycle the person looked at last, else the newest open one; None on an empty site."""
    cycles = list(BudgetCycle.objects.all()) if cycles is None else cycles
    code = request.session.get("cycle")
    by_code = {c.code: c for c in cycles}
    return by_code.get(code) or next((c for c in cycles if c.state == "open"), cycles[0] if cycles else None)
