"""Login in one or two steps, own password, own 动态口令."""

import logging

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.signals import user_login_failed
from django.contrib.auth.views import LoginView as DjangoLoginView
from django.contrib.auth.views import PasswordChangeView, RedirectURLMixin
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic import FormView
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb

from . import authenticators
from .forms import CodeForm, LoginForm, OwnPasswordForm, SetupForm
from .locks import address_is_closed
from .models import Authenticator
from .resets import tell
from .sessions import begin_session, finish_session, mark_passed, stop_waiting, waiting_user
from .sso import vouched_name

log = logging.getLogger(__name__)
NO_ACCOUNT = (
    "统一认证没有成功，或它的账号{name}在本系统没有开通。"
    "请用本系统的用户名和密码登录，或请系统管理员建立同名账号。"
)


class LoginView(DjangoLoginView):
    template_name = "accounts/login.html"
    form_class = LoginForm
    redirect_authenticated_user = True
    # Django's view would put the host's name in place of the context processor's.
    extra_context = {"site_name": settings.SITE_NAME}

    def get(self, request, *args, **kwargs):
        name = vouched_name(request)
        # Not by itself after logging out: then a button says as whom.
        if name and self.redirect_field_name in request.GET:
            if user := authenticate(request, remote_user=name):
                return answer_to_known(request, user, self.get_success_url())
            messages.error(request, NO_ACCOUNT.format(name=f"“{name}”"))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        offered = {"sso_name": settings.SSO_NAME, "oidc": bool(settings.OIDC_OP_ISSUER)}
        return super().get_context_data(**kwargs) | offered | {"vouched": vouched_name(self.request)}

    def post(self, request, *args, **kwargs):
        # Before the password is looked at, which takes half a second of a processor.
        if address_is_closed(request, request.POST.get("username", "")):
            return render(request, "accounts/locked.html", {"address": True}, status=429)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        return answer_to_known(self.request, form.get_user(), self.get_success_url())


def answer_to_known(request, user, goal: str):
    """Where somebody goes whom a backend has recognised: on, or to the page that asks for the code."""
    if not begin_session(request, user):
        return redirect(f"{reverse('login_code')}?{urlencode({'next': goal})}")
    tell_of_resets(request, user)
    return HttpResponseRedirect(goal)


class OIDCReturnView(OIDCAuthenticationCallbackView):
    """Where the identity provider sends people back to."""

    def login_success(self):
        return answer_to_known(self.request, self.user, self.success_url)

    def get(self, request):
        try:
            return super().get(request)
        except SuspiciousOperation as error:  # an old tab, or an answer that nobody here asked for
            log.warning("single sign-on refused: %s", error)
            return self.login_failure()

    def login_failure(self):
        messages.error(self.request, NO_ACCOUNT.format(name=""))
        return redirect("login")


@require_safe
@login_not_required
def oidc_begin(request):
    _only_with_oidc()
    return OIDCAuthenticationRequestView.as_view()(request)


@require_safe
@login_not_required
def oidc_callback(request):
    _only_with_oidc()
    return OIDCReturnView.as_view()(request)


def _only_with_oidc() -> None:
    if not settings.OIDC_OP_ISSUER:
        raise Http404


def tell_of_resets(request, user) -> None:
    for text in tell(user=user):
        messages.warning(request, text)


@method_decorator([login_not_required, sensitive_post_parameters()], name="dispatch")
class CodeView(RedirectURLMixin, FormView):
    """The second step: six digits of the phone, or a recovery code. Wrong ones count like passwords."""

    template_name = "accounts/code.html"
    form_class = CodeForm
    next_page = settings.LOGIN_REDIRECT_URL

    def dispatch(self, request, *args, **kwargs):
        self.person = waiting_user(request)
        if self.person is None:
            messages.info(request, "请先输入用户名和密码；密码之后五分钟内输入动态口令。")
            return redirect("login")
        if not AxesProxyHandler.is_allowed(request, {"username": self.person.username}):
            stop_waiting(request)
            return locked_out(request)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        if not authenticators.accept(user=self.person, typed=form.cleaned_data["code"]):
            # django-axes counts it and closes the account after the fifth; the audit knows of it too.
            user_login_failed.send(
                sender=__name__,
                request=self.request,
                credentials={"username": self.person.username, "step": "code"},
            )
            form.add_error("code", "动态口令不对，或已经用过。请等手机换出下一个，再输入。")
            return self.form_invalid(form)
        finish_session(self.request, self.person)
        tell_of_resets(self.request, self.person)
        self._say_few_are_left()
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {self.redirect_field_name: self.get_redirect_url()}

    def _say_few_are_left(self):
        if (left := authenticators.remaining_recovery_codes(self.person)) <= 3:
            messages.warning(
                self.request,
                f"恢复码只剩 {left} 个。请系统管理员申请重置动态口令，重新设置后会得到一批新的。",
            )


class OwnPasswordView(PasswordChangeView):
    template_name = "accounts/password.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("home")

    def form_valid(self, form):
        messages.success(self.request, "密码已修改。")
        with transaction.atomic():
            answer = super().form_valid(form)
            record(Verb.PASSWORD, by=self.request.user, obj=self.request.user)
        return answer


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def authenticator_setup(request):
    """Own 动态口令: scan, type the first code, take the slip with the recovery codes."""
    if not settings.TOTP_ROLES:
        raise Http404
    user = request.user
    if kept := Authenticator.objects.filter(user=user).first():
        left = authenticators.remaining_recovery_codes(user)
        return render(request, "accounts/authenticator.html", {"kept": kept, "left": left})
    form = SetupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            secret = authenticators.proposed_secret(user, data["token"])
            codes = authenticators.set_up(user=user, secret=secret, code=data["code"])
        except ValidationError as refusal:
            form.add_error("code", refusal)
        else:
            mark_passed(request)
            # Answered to the POST itself: codes that went through a redirect would have to be stored.
            return render(request, "accounts/recovery_codes.html", {"codes": codes})
    return _setup_page(request, form)


def _setup_page(request, form: SetupForm):
    """The same QR code again after a wrong digit; another one when it is too old."""
    try:
        token = form.cleaned_data["token"] if form.is_bound else ""
        secret = authenticators.proposed_secret(request.user, token)
    except (KeyError, ValidationError):
        secret, token = authenticators.propose(request.user)
    context = {
        "form": SetupForm(initial={"token": token}),
        "errors": form.errors.get("code", form.errors.get("token", ())) if form.is_bound else (),
        "qr": authenticators.qr_code(request.user, secret),
        "secret": [secret[at : at + 4] for at in range(0, len(secret), 4)],
        "required": authenticators.must_have_code(request.user),
    }
    return render(request, "accounts/authenticator.html", context)


def locked_out(request, response=None, credentials=None, *args, **kwargs):
    """Answer of django-axes when an account is locked; the same for accounts that do not exist."""
    return render(request, "accounts/locked.html", status=429)
