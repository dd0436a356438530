"""常用筛选: a person keeps filters of the review queue under a name.

Nobody else sees them and no table changes by them: they are not recorded in the audit.
"""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from indicators.models import SavedView

MAX_VIEWS = 20


def save_view(*, user, cycle, name: str, query: str) -> SavedView:
    """Keep `query` under `name`. Raises ValidationError: no filters, a name in use, too many views."""
    view = SavedView(user=user, cycle=cycle, name=name, query=query)
    view.full_clean()
    if SavedView.objects.filter(user=user, cycle=cycle).count() >= MAX_VIEWS:
        raise ValidationError(f"一个批次最多保存 {MAX_VIEWS} 个常用筛选，请先删除不用的。")
    try:
        with transaction.atomic():
            view.save(force_insert=True)
    except IntegrityError as twice:  # the same name from a second window at the same moment
        raise ValidationError("已有同名的常用筛选，请换一个名称。") from twice
    return view


def delete_view(*, view: SavedView) -> None:
    """Forget the name; the tables it listed are not touched."""
    view.delete()
