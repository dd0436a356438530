"""Error pages in plain Chinese, without a trace of the program's inside."""

import sys

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from .outages import outage_of, place_of_trouble

TOKEN = "csrfmiddlewaretoken"


def _page(request, status: int, title: str, advice: str):
    return render(request, "error.html", {"title": title, "advice": advice, "status": status}, status=status)


def bad_request(request, exception=None):
    if isinstance(exception, RequestDataTooBig):
        return _page(request, 413, "提交的内容过大", "请返回上一页，缩短文字或分几次提交。")
    return _page(
        request, 400, "请求不完整", "浏览器发来的内容不完整或过大。请返回上一页，减少一次提交的内容后重试。"
    )


def forbidden(request, exception=None):
    reason = str(exception) if exception and str(exception) else "您的角色不能做这一步操作。"
    return _page(request, 403, "没有权限", f"{reason}如确有需要，请联系安全管理员授予角色。")


def not_found(request, exception=None):
    return _page(request, 404, "没有找到这个页面", "网址可能有误，或该内容不属于您可查看的单位。")


def csrf_failure(request, reason=""):
    return _page(
        request,
        403,
        "页面已过期",
        "页面打开时间过长或已在别处重新登录。请返回上一页刷新后再提交，已填内容请先复制保存。",
    )


def server_error(request):
    """A fault of the program, or of what it stands on: then the page says which, and keeps what was typed."""
    if is_beyond_the_database(sys.exception()):
        return bad_request(request)
    outage = outage_of(sys.exception())
    if outage is None:
        return HttpResponseServerError(render_to_string("500.html"))
    advice = outage.advice.format(where=place_of_trouble())
    if "application/json" in request.headers.get("Accept", ""):
        answer = JsonResponse({"message": outage.title}, status=outage.status)
    else:
        answer = alone(request, outage.status, outage.title, advice, kept=kept_fields(request))
    answer.headers["Retry-After"] = str(outage.retry_after)
    return answer


def is_beyond_the_database(error: BaseException | None) -> bool:
    """A number that no column holds: it was typed into an address or a form of Django's own."""
    too_large = isinstance(error, OverflowError) and "SQLite" in str(error)
    return too_large or getattr(error.__cause__ if error else None, "sqlstate", "") == "22003"


def alone(request, status: int, title: str, advice: str, *, kept=()):
    """A page without the frame, which needs the database: that may be what failed."""
    context = {"title": title, "advice": advice, "kept": kept, "address": request.get_full_path()}
    if kept:  # the token that came: the failure may have been before a new one could be made
        context["csrf_token"] = request.POST.get(TOKEN, "")
    return HttpResponse(render_to_string("outage.html", context), status=status)


def kept_fields(request) -> list[tuple[str, str]]:
    """What the form sent, to be sent again as it is; without passwords, which are typed again."""
    if request.method != "POST":
        return []
    try:
        sent = request.POST
    except Exception:  # the body was not to be read, and that may be why we are here
        return []
    return [
        (name, value)
        for name, values in sent.lists()
        if "password" not in name.lower() and name != TOKEN
        for value in values
    ]
