"""Login, logout, own password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import LoginView as DjangoLoginView
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.shortcuts import render
from django.urls import reverse_lazy

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb

from .forms import LoginForm, OwnPasswordForm
from .locks import address_is_closed
from .resets import tell


class LoginView(DjangoLoginView):
    template_name = "accounts/login.html"
    form_class = LoginForm
    redirect_authenticated_user = True
    # Django's view would put the host's name in place of the context processor's.
    extra_context = {"site_name": settings.SITE_NAME}

    def post(self, request, *args, **kwargs):
        # Before the password is looked at, which takes half a second of a processor.
        if address_is_closed(request, request.POST.get("username", "")):
            return render(request, "accounts/locked.html", {"address": True}, status=429)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        answer = super().form_valid(form)
        for text in tell(user=self.request.user):
            messages.warning(self.request, text)
        return answer


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


def locked_out(request, response=None, credentials=None, *args, **kwargs):
    """Answer of django-axes when an account is locked; the same for accounts that do not exist."""
    return render(request, "accounts/locked.html", status=429)
