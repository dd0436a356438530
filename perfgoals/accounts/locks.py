"""What wrong passwords close: accounts as django-axes counts them, and addresses that try many accounts."""

from datetime import timedelta

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone

from perfgoals.audit.enums import Verb
from perfgoals.audit.models import AuditEvent
from perfgoals.audit.origin import client_address


def locked_usernames() -> QuerySet:
    """User names with too many wrong passwords within the closing time; also of accounts that don't exist."""
    return _closed_attempts().values("username")


def with_lock(users: QuerySet) -> QuerySet:
    """The users with `last_failure`: time of the last wrong password of a closed account, else None."""
    own = _closed_attempts().filter(username=OuterRef("username"))
    return users.annotate(last_failure=Subquery(own.values("last_failure")))


def locked(users: QuerySet) -> QuerySet:
    """Those of the users who can't log in now."""
    return users.filter(username__in=locked_usernames())


def locked_until(last_failure):
    """When a closed account opens by itself."""
    return last_failure + get_cool_off()


def address_is_closed(request, username: str) -> bool:
    """Whether so many tries, of whatever accounts, have failed from this address that this name must wait.

    Who has logged in from there lately need not: a whole office may share an address, and somebody who
    guesses at names must not close it. Each account still has its own lock.
    """
    address = client_address(request)
    if not closed_addresses().filter(ip_address=address).exists():
        return False
    lately = timezone.now() - timedelta(days=settings.ADDRESS_KNOWN_DAYS)
    known = AuditEvent.objects.filter(verb=Verb.LOGIN, at__gte=lately, address=address)
    return not known.filter(actor__username=username).exists()


def closed_addresses() -> QuerySet:
    """Addresses from which too many passwords were wrong, with `failures` and `last_failure`."""
    return (
        _recent_attempts()
        .values("ip_address")
        .annotate(failures=Sum("failures_since_start"), last_failure=Max("attempt_time"))
        .filter(failures__gte=settings.ADDRESS_FAILURE_LIMIT, ip_address__isnull=False)
        .order_by("-last_failure")
    )


def _recent_attempts() -> QuerySet:
    return AccessAttempt.objects.filter(attempt_time__gte=timezone.now() - get_cool_off()).order_by()


def _closed_attempts() -> QuerySet:
    return (
        _recent_attempts()
        .values("username")
        .annotate(failures=Sum("failures_since_start"), last_failure=Max("attempt_time"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
    )
