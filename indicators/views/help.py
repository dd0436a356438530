"""帮助: what to write into each field, all on one page."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..models import FieldHelp


@require_safe
def help_page(request):
    return render(request, "indicators/help.html", {"helps": FieldHelp.objects.all()})
