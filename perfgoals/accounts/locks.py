"""What wrong passwords close: accounts as django-axes counts them, and addresses that try many accounts."""

from axes.helpers import get_client_ip_address, get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone


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


def address_is_closed(request) -> bool:
    """Whether so many tries, of whatever accounts, have failed from this address that it must wait.

    The limit is well above that of an account, because a whole office may come from one address.
    """
    tries = _recent_attempts().filter(ip_address=get_client_ip_address(request))
    failures = tries.aggregate(failures=Sum("failures_since_start"))["failures"] or 0
    return failures >= settings.ADDRESS_FAILURE_LIMIT


def _recent_attempts() -> QuerySet:
    return AccessAttempt.objects.filter(attempt_time__gte=timezone.now() - get_cool_off()).order_by()


def _closed_attempts() -> QuerySet:
    return (
        _recent_attempts()
        .values("username")
        .annotate(failures=Sum("failures_since_start"), last_failure=Max("attempt_time"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
    )
