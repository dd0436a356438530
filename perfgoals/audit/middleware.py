"""The address of every request, and a record of every refused one."""

from axes.helpers import get_client_ip_address

from .domain import record
from .enums import Result, Verb
from .origin import coming_from


class OriginMiddleware:
    """First of all: whatever is recorded during the request carries the client's address.

    The address is found as the login lock finds it (AXES_IPWARE_… in the settings), so that both agree.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with coming_from(get_client_ip_address(request) or ""):
            return self.get_response(request)


class RefusedAccessMiddleware:
    """Records who asked for what he may not do (403). Strangers get the login page instead, and no record."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if response.status_code == 403 and user is not None and user.is_authenticated:
            record(
                Verb.REFUSED,
                by=user,
                name=f"{request.method} {request.path}",
                result=Result.REFUSED,
            )
        return response
