"""A cycle and its rules, saved as one: new, after the year before, or changed."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict

from indicators.models import CheckSetting, CycleRules, Indicator
from perfgoals.audit.domain import changed_values, record
from perfgoals.audit.enums import Verb
from projects.domain.new_year import carried_over, carry_over, copy_rows
from projects.models import BudgetCycle


@carried_over("检查设置")
def _check_settings(source: BudgetCycle, target: BudgetCycle) -> int:
    return copy_rows(CheckSetting.objects.filter(cycle=source), target=target)


def create_cycle(
    *, cycle: BudgetCycle, rules: CycleRules, source: BudgetCycle | None = None, by
) -> dict[str, int]:
    """Store a new cycle with its rules; with `source` also the settings of that one, which are counted.

    Raises ValidationError when another cycle took the code meanwhile.
    """
    try:
        with transaction.atomic():
            cycle.save(force_insert=True)
            rules.cycle = cycle
            rules.save(force_insert=True)
            taken = carry_over(source=source, target=cycle) if source else {}
            after = _values(cycle, rules) | ({"按上年新建": str(source)} if source else {})
            record(Verb.CREATE, by=by, obj=cycle, after=after)
    except IntegrityError as error:
        raise ValidationError({"code": "刚刚有人建立了同样编码的批次。请打开批次列表看看。"}) from error
    return taken


def change_cycle(*, cycle: BudgetCycle, rules: CycleRules, by) -> None:
    """Save a cycle and its rules as the form has them. Raises ValidationError for a tree that is in use."""
    with transaction.atomic():
        stored = BudgetCycle.objects.select_for_update().get(pk=cycle.pk)
        old_rules = CycleRules.objects.filter(cycle=stored).first()
        before = _values(stored, old_rules)
        if old_rules is not None and old_rules.scheme_id != rules.scheme_id:
            _refuse_tree_in_use(stored)
        cycle.save()
        rules.cycle = cycle
        rules.save()
        old, new = changed_values(before, _values(cycle, rules))
        record(Verb.CHANGE, by=by, obj=cycle, before=old, after=new)


def _refuse_tree_in_use(cycle: BudgetCycle) -> None:
    projects = Indicator.objects.filter(goal__project__cycle=cycle).values("goal").distinct().count()
    if projects:
        raise ValidationError(
            {"scheme": f"本批次已有 {projects} 个项目按原来的指标体系填了指标，不能再换。请新建一个批次。"}
        )


def _values(cycle: BudgetCycle, rules: CycleRules | None) -> dict[str, str]:
    """Every field of both by its label, as text."""
    found = {}
    for row in (cycle, rules):
        for name, value in model_to_dict(row).items() if row else ():
            field = row._meta.get_field(name)
            related = getattr(row, name) if field.is_relation and value else value
            found[str(field.verbose_name)] = "" if value is None else str(related)
    return found
