"""消息 and 通知公告. Opening a message notes that it was read: a step of its own, so a POST."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notices import rules
from notices.domain import announcements
from notices.domain.messages import mark_read
from notices.models import Message, Notice
from perfgoals.accounts.domain import change_mail_address

from .forms import MailAddressForm, MessageFilterForm, NoticeForm
from .places import place_of_message

PAGE_SIZE = 50


@require_safe
def message_list(request):
    """One's own messages, the newest first; those about units out of reach are not among them."""
    _gate(request)
    return _listed(request, MailAddressForm(instance=request.user))


def _listed(request, address: MailAddressForm, status: int = 200):
    form = MessageFilterForm(request.GET)
    own = Message.objects.readable_by(request.user)
    page = Paginator(form.apply(own).select_related("cycle", "by"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        "form": form, "page": page, "unread": own.unread().count(),
        "sends_mail": bool(settings.EMAIL_HOST), "address": address,
    }  # fmt: skip
    return render(request, "overview/messages/list.html", context, status=status)


@require_POST
def message_open(request, pk):
    """Note that it was read, and go to what it is about."""
    _gate(request)
    own = Message.objects.readable_by(request.user).select_related("cycle", "department")
    message = get_object_or_404(own, pk=pk)
    mark_read(request.user, [message.pk])
    return redirect(place_of_message(request.user, message))


@require_POST
def messages_read(request):
    """All messages that one has are noted as read."""
    _gate(request)
    count = mark_read(request.user)
    messages.success(request, f"{count} 条消息标为已读。" if count else "没有未读的消息。")
    return redirect("message_list")


@require_POST
def mail_address(request):
    """Where one's messages are sent as well."""
    _gate(request)
    form = MailAddressForm(request.POST, instance=request.user)
    if not form.is_valid():
        return _listed(request, form, status=422)
    change_mail_address(user=request.user, address=form.cleaned_data["email"])
    messages.success(request, "邮箱已保存。" if form.cleaned_data["email"] else "已清空，消息不再发到邮箱。")
    return redirect("message_list")


@require_safe
def notice_list(request):
    """Notices in force for one's roles; those who publish see all, with who has read them."""
    _gate(request)
    may_publish = rules.may_publish(request.user)
    notices = Notice.objects.all() if may_publish else Notice.objects.for_user(request.user)
    notices = notices.with_reading(request.user).select_related("by").annotate(readers=Count("readings"))
    notices = notices.order_by("-at", "-pk")
    page = Paginator(notices, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "overview/messages/notices.html", {"page": page, "may_publish": may_publish})


@require_http_methods(["GET", "HEAD", "POST"])
def notice_new(request):
    if not rules.may_publish(request.user):
        raise PermissionDenied("通知公告由财政部门发布。")
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        notice = announcements.publish(notice=form.save(commit=False), by=request.user)
        messages.success(request, f"已发布，{notice.get_audience_display()}登录后都能看到。")
        return redirect("notice_detail", pk=notice.pk)
    return render(request, "overview/messages/notice_form.html", {"form": form})


@require_safe
def notice_detail(request, pk):
    notice = _notice_or_404(request, pk)
    may_publish = rules.may_publish(request.user)
    context = {
        "notice": notice, "may_publish": may_publish,
        "readings": notice.readings.select_related("user").order_by("at") if may_publish else [],
    }  # fmt: skip
    return render(request, "overview/messages/notice.html", context)


@require_POST
def notice_read(request, pk):
    """Note that one has read it."""
    announcements.note_reading(notice=_notice_or_404(request, pk), user=request.user)
    return redirect("notice_list")


@require_POST
def notice_withdraw(request, pk):
    if not rules.may_publish(request.user):
        raise PermissionDenied("通知公告由财政部门撤下。")
    if announcements.withdraw(notice=get_object_or_404(Notice, pk=pk), by=request.user):
        messages.success(request, "公告已撤下，不再显示；发布和撤下都留有记录。")
    else:
        messages.info(request, "这条公告已经撤下。")
    return redirect("notice_list")


def _notice_or_404(request, pk: int) -> Notice:
    """A notice in force for this person; for those who publish any."""
    _gate(request)
    notices = Notice.objects.with_reading(request.user).select_related("by", "withdrawn_by")
    if not rules.may_publish(request.user):
        notices = notices.for_user(request.user)
    if (notice := notices.filter(pk=pk).first()) is None:
        raise Http404
    return notice


def _gate(request) -> None:
    if not rules.may_read_messages(request.user):
        raise PermissionDenied("账号授予角色之后才有消息。")
