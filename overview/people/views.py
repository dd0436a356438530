"""Accounts and roles: list, one person, and one address for each thing that may be done with an account."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from perfgoals.accounts import domain, resets, rules
from perfgoals.accounts.enums import ResetSubject, Role
from perfgoals.accounts.locks import closed_addresses, locked_until, with_lock
from perfgoals.accounts.models import Authenticator, Membership, PasswordReset, RoleProposal, User

from ..gates import gate
from .forms import GrantForm, UserFilterForm, UserForm

PAGE_SIZE = 50


@require_safe
@gate(rules.may_see_accounts)
def user_list(request):
    form = UserFilterForm(request.GET)
    granted = Membership.objects.select_related("department").order_by("role", "department__code")
    users = with_lock(form.apply(User.objects.all())).prefetch_related(Prefetch("memberships", granted))
    page = Paginator(users, PAGE_SIZE).get_page(request.GET.get("page"))
    may_manage = rules.may_manage_accounts(request.user)
    may_unlock = rules.may_manage_roles(request.user)
    closed = closed_addresses() if may_unlock else ()
    context = {"form": form, "page": page, "may_manage": may_manage, "closed_addresses": closed}
    context["proposed"] = RoleProposal.objects.open().count()
    context["waiting_resets"] = PasswordReset.objects.open().select_related("user", "requested_by")
    return render(request, "overview/people/user_list.html", context)


@require_POST
@gate(rules.may_manage_roles)
def address_unlock(request):
    address = request.POST.get("address", "")[:45]
    if domain.unlock_address(address=address, by=request.user):
        messages.success(request, f"已解除 {address} 的登录限制。")
    else:
        messages.info(request, "没有需要解除的：这个地址现在没有限制。")
    return redirect("user_list")


@require_http_methods(["GET", "HEAD", "POST"])
@gate(rules.may_manage_accounts)
def user_create(request):
    form = UserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user, password = domain.create_user(**form.cleaned_data, by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return _show_password(request, user, password)
    return render(request, "overview/people/user_form.html", {"form": form})


@require_safe
@gate(rules.may_see_accounts)
def user_detail(request, pk):
    return _person(request, _user_or_404(pk), GrantForm())


@require_http_methods(["GET", "HEAD", "POST"])
@gate(rules.may_manage_accounts)
def user_edit(request, pk):
    person = get_object_or_404(User, pk=pk)
    form = UserForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        try:
            domain.edit_user(user=person, **form.cleaned_data, by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "已保存。")
            return redirect("user_detail", pk=pk)
    # The form has written the typed values into `person`; the heading shows what is stored.
    return render(
        request, "overview/people/user_form.html", {"form": form, "person": get_object_or_404(User, pk=pk)}
    )


@require_POST
@gate(rules.may_manage_accounts)
def user_deactivate(request, pk):
    person = get_object_or_404(User, pk=pk)
    done = "账号已停用，其正在使用的页面随即失效。"
    return _answer(request, pk, done, domain.deactivate_user, user=person)


@require_POST
@gate(rules.may_manage_accounts)
def user_activate(request, pk):
    person = get_object_or_404(User, pk=pk)
    return _answer(request, pk, "账号已启用，原有角色继续有效。", domain.activate_user, user=person)


@require_POST
@gate(rules.may_manage_accounts)
def user_reset_password(request, pk):
    person = get_object_or_404(User, pk=pk)
    try:
        password = resets.reset_password(user=person, by=request.user)
    except ValidationError as refusal:
        return _refused(request, pk, refusal)
    return _show_password(request, person, password)


@require_POST
@gate(rules.may_manage_accounts)
def user_reset_authenticator(request, pk):
    person = get_object_or_404(User, pk=pk)
    done = "动态口令已重置；本人下次登录时重新设置，恢复码也换新的。"
    return _answer(request, pk, done, resets.reset_authenticator, user=person)


@require_POST
@gate(rules.may_manage_accounts)
def user_request_reset(request, pk):
    person, subject = get_object_or_404(User, pk=pk), _subject(request)
    done = "已申请。请安全管理员（安全管理员本人的，请审计员）在 24 小时内到这一页确认"
    done += "，新密码显示给确认人。" if subject == ResetSubject.PASSWORD else "。"
    return _answer(request, pk, done, resets.request_reset, user=person, subject=subject)


@require_POST
@gate(rules.may_confirm_resets)
def user_confirm_reset(request, pk):
    person, subject = get_object_or_404(User, pk=pk), _subject(request)
    try:
        password = resets.confirm_reset(user=person, by=request.user, subject=subject)
    except ValidationError as refusal:
        return _refused(request, pk, refusal)
    if password:
        return _show_password(request, person, password)
    messages.success(request, f"{person} 的动态口令已重置；本人下次登录时重新设置。")
    return redirect("user_detail", pk=pk)


@require_POST
@gate(rules.may_manage_roles)
def user_unlock(request, pk):
    person = get_object_or_404(User, pk=pk)
    return _answer(request, pk, "已解除锁定，可以重新登录。", domain.unlock_user, user=person)


@require_POST
@gate(rules.may_manage_roles)
def role_grant(request, pk):
    person = _user_or_404(pk)
    form = GrantForm(request.POST)
    if not form.is_valid():
        return _person(request, person, form)
    role, unit = Role(form.cleaned_data["role"]), form.cleaned_data["unit"]
    try:
        domain.grant_role(user=person, role=role, department=unit, by=request.user)
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return _person(request, person, form)
    messages.success(request, f"已授予{role.label}{f'（{unit}）' if unit else ''}。")
    return redirect("user_detail", pk=pk)


@require_POST
@gate(rules.may_manage_roles)
def role_revoke(request, pk, membership):
    granted = get_object_or_404(Membership.objects.select_related("user"), pk=membership, user=pk)
    done = f"已收回{granted.get_role_display()}。"
    return _answer(request, pk, done, domain.revoke_role, membership=granted)


def _subject(request) -> ResetSubject:
    """What is to be reset; the password unless the form says otherwise."""
    wanted = request.POST.get("subject", ResetSubject.PASSWORD)
    return ResetSubject(wanted) if wanted in ResetSubject.values else ResetSubject.PASSWORD


def _user_or_404(pk: int) -> User:
    return get_object_or_404(with_lock(User.objects.all()), pk=pk)


def _person(request, person: User, form: GrantForm):
    memberships = person.memberships.select_related("department").order_by("role", "department__code")
    context = {
        "person": person,
        "granted": memberships,
        "locked_until": locked_until(person.last_failure) if person.last_failure else None,
        "guarded": rules.is_guarded(person),
        "authenticator": Authenticator.objects.filter(user=person).first(),
        "waiting": {
            reset.subject: reset
            for reset in PasswordReset.objects.open().filter(user=person).select_related("requested_by")
        },
        "may_confirm": rules.may_confirm_reset(request.user, person),
        "may_manage": rules.may_manage_accounts(request.user),
        "may_grant": rules.may_manage_roles(request.user),
        "form": form,
    }
    return render(request, "overview/people/user_detail.html", context)


def _show_password(request, person: User, password: str):
    """Answered to the POST itself: a password that went through a redirect would have to be stored."""
    return render(request, "overview/people/password_once.html", {"person": person, "password": password})


def _answer(request, pk: int, done: str, act, **kwargs):
    try:
        changed = act(**kwargs, by=request.user)
    except ValidationError as refusal:
        return _refused(request, pk, refusal)
    if changed:
        messages.success(request, done)
    else:
        messages.info(request, "没有需要改的：此前已有人办理。")
    return redirect("user_detail", pk=pk)


def _refused(request, pk: int, refusal: ValidationError):
    for text in refusal.messages:
        messages.error(request, text)
    return redirect("user_detail", pk=pk)
