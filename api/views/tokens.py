"""The page of tokens: 系统管理员 grants and revokes, a person takes his own."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from perfgoals.common.posted import posted_data

from .. import rules
from ..domain.tokens import TokenRefused, grant_token, revoke_token, take_token
from ..forms import TokenForm
from ..models import ApiToken
from .reading import api


@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request):
    """One's own tokens, or for 三员 everybody's; what the addresses are."""
    may_grant = rules.may_grant_tokens(request.user)
    form = TokenForm(posted_data(request)) if may_grant else None
    if request.method == "POST":
        if not may_grant:
            raise PermissionDenied("接口令牌由系统管理员授权。")
        if form.is_valid() and _grant(request, form):
            return redirect("token_list")
    return _page(request, form, status=422 if form is not None and form.errors else 200)


def _grant(request, form) -> bool:
    facts = form.cleaned_data
    try:
        token = grant_token(
            user=facts["username"], name=facts["name"], expires_on=facts["expires_on"], by=request.user
        )
    except TokenRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"已授权“{token}”。请本人登录后在“接口”页领取。")
    return True


@require_POST
def token_take(request, pk):
    """The token itself, on this one page and never again."""
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), pk=pk)
    try:
        secret = take_token(token=token)
    except TokenRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("token_list")
    return _page(request, None, secret=secret, taken=token)


@require_POST
def token_revoke(request, pk):
    token = get_object_or_404(ApiToken, pk=pk)
    if not rules.may_revoke(request.user, token):
        raise PermissionDenied("令牌由系统管理员、安全管理员或本人收回。")
    revoke_token(token=token, by=request.user)
    messages.success(request, f"已收回“{token}”，立即不能再用。")
    return redirect("token_list")


def _page(request, form, *, status: int = 200, **more):
    tokens = ApiToken.objects.select_related("user", "granted_by")
    everybody = rules.may_see_all_tokens(request.user)
    context = {
        "tokens": tokens if everybody else tokens.visible_to(request.user),
        "form": form,
        "may_revoke_all": rules.may_revoke(request.user, ApiToken()),
        "operations": list(_operations()),
        **more,
    }
    return render(request, "api/tokens.html", context, status=status)


def _operations():
    """(path, summary, parameters) of every address, from the same description that programs read."""
    for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items():
        for operation in methods.values():
            asked = [item for item in operation.get("parameters", []) if item["in"] == "query"]
            names = [f"{item['name']}（{item['schema'].get('description', '')}）" for item in asked]
            yield path, operation["summary"], "、".join(names)
