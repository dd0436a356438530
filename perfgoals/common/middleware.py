"""Headers that every page of this site carries."""

from django.conf import settings
from django.utils.cache import add_never_cache_headers


class PrivatePagesMiddleware:
    """Keep pages with data out of every cache: office computers are shared."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not request.path.startswith(f"/{settings.STATIC_URL.lstrip('/')}"):
            add_never_cache_headers(response)
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response
