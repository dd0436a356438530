"""What somebody may not see is not found; that it exists is known to the site alone."""

from django.db import models
from django.http import Http404


class OutOfScope(Http404):
    """The row exists outside what this person may see. To him it is not found; the audit records it."""


def visible_or_404(visible: models.QuerySet, **lookup) -> models.Model:
    """The one row of `visible` for `lookup`; raises OutOfScope where only others see it, else Http404."""
    try:
        return visible.get(**lookup)
    except visible.model.DoesNotExist:
        if visible.model._default_manager.filter(**lookup).exists():
            raise OutOfScope from None
        raise Http404 from None
