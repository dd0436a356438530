"""The list of wrong words: seen by everybody who sees publication, kept by 财政."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from perfgoals.common.posted import posted_data
from perfgoals.common.text import quoted

from .. import rules
from ..domain.typos import add_typo, drop_typo
from ..forms import TypoForm
from ..models import Typo
from .scope import managing_only


@require_http_methods(["GET", "HEAD", "POST"])
def typo_list(request):
    if not rules.may_see_publication(request.user):
        raise PermissionDenied("您的角色不办理公开。")
    form = TypoForm(posted_data(request))
    if request.method == "POST":
        managing_only(request)
        if form.is_valid():
            typo = add_typo(typo=form.save(commit=False), by=request.user)
            messages.success(request, f"已加入{quoted(typo)}。")
            return redirect("typo_list")
    context = {
        "typos": Typo.objects.all(),
        "form": form,
        "may_manage": rules.may_manage_publication(request.user),
    }
    return render(request, "publication/typos.html", context, status=422 if form.errors else 200)


@require_POST
def typo_delete(request, pk):
    managing_only(request)
    typo = get_object_or_404(Typo, pk=pk)
    drop_typo(typo=typo, by=request.user)
    messages.success(request, f"已删去{quoted(typo)}。")
    return redirect("typo_list")
