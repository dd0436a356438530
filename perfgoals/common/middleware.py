"""What holds for every request and every page: lengths, headers, no body where none was asked for."""

from django.conf import settings
from django.utils.cache import add_never_cache_headers

from .errors import alone

MEGABYTE = 1024 * 1024
# A login, or a form of a person whose session is gone.
STRANGERS_BYTES = 64 * 1024


class HeadMiddleware:
    """To HEAD the headers of the page alone: Django leaves its body to the server, which complains."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method != "HEAD":
            return response
        if response.streaming:  # a file among them: closed with the response, not sent
            response.streaming_content = ()
        else:
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response


class BodyLengthMiddleware:
    """Refuse what is too long by its announced length, before a byte of it is read or lands on the disk."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
            return alone(request, 411, "提交的内容没有注明长度", "请用普通浏览器打开本网站后再提交。")
        length = request.META.get("CONTENT_LENGTH") or "0"
        limit = longest_body(request)
        if length.isdigit() and int(length) > limit:
            return too_long(request, int(length))
        return self.get_response(request)


def too_long(request, length: int):
    advice = (
        f"这次提交有 {length / MEGABYTE:.1f} MB，没有接受；文件一次最多 20 MB，文字一次最多 8 MB。"
        "请返回上一页，缩短文字、分几次提交，或换小一些的文件。"
    )
    return alone(request, 413, "提交的内容过大", advice)


def longest_body(request) -> int:
    """Bytes: of files only for people who are logged in (a cookie says so; the view looks closer)."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return STRANGERS_BYTES
    is_upload = request.content_type == "multipart/form-data"
    return settings.UPLOAD_BODY_BYTES if is_upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE


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
