"""The guide, and the lists of units and codes."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from projects.domain.code_requests import settle_request
from projects.models import CodeRequest, Department, FunctionalSubject, FundSource

from ..gates import gate, may_set_up
from .forms import CodeListForm, UnitListForm
from .guide import StepState, guide_steps

PAGE_SIZE = 100


@require_safe
@gate(may_set_up)
def setup_guide(request):
    steps = guide_steps()
    done = sum(step.state == StepState.DONE for step in steps)
    return render(request, "overview/setup/guide.html", {"steps": steps, "done": done})


@require_safe
@gate(may_set_up)
def unit_list(request):
    form = UnitListForm(request.GET)
    units = form.apply(Department.objects.select_related("parent", "successor"))
    page = Paginator(units, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "overview/setup/units.html", {"form": form, "page": page})


@require_safe
@gate(may_set_up)
def code_list(request):
    form = CodeListForm(request.GET)
    model = FundSource if form.list_key == "fund" else FunctionalSubject
    page = Paginator(form.apply(model.objects.all()), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "model": model._meta}
    context["asked"] = CodeRequest.objects.open().select_related("requested_by")[:PAGE_SIZE]
    return render(request, "overview/setup/codes.html", context)


@require_POST
@gate(may_set_up)
def code_request_settle(request, pk):
    if settle_request(request=get_object_or_404(CodeRequest, pk=pk), by=request.user):
        messages.success(request, "已办。")
    else:
        messages.info(request, "这一条已经办过。")
    return redirect("code_list")
