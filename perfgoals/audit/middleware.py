"""The address of every request, and a record of every refused one."""

from perfgoals.common.visible import OutOfScope

from .domain import record
from .enums import Result, Verb
from .origin import client_address, coming_from


class OriginMiddleware:
    """First of all: whatever is recorded during the request carries the client's address.

    The login lock finds it by the same function (AXES_CLIENT_IP_CALLABLE), so that both agree.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with coming_from(client_address(request)):
            return self.get_response(request)


class RefusedAccessMiddleware:
    """Records who asked for what he may not do (403) or see (404, though it exists).

    Strangers get the login page instead, and no record.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        user = getattr(request, "user", None)
        out_of_scope = getattr(request, "out_of_scope", False)
        if (response.status_code == 403 or out_of_scope) and user is not None and user.is_authenticated:
            record(
                Verb.REFUSED,
                by=user,
                name=f"{request.method} {request.path}",
                result=Result.REFUSED,
                note="不在可查看的范围内" if out_of_scope else "",
            )
        return response

    def process_exception(self, request, exception):
        """Django calls it for what a view raises; the answer stays the page not found."""
        request.out_of_scope = isinstance(exception, OutOfScope)
