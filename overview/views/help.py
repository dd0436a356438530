"""帮助 by role: a page for each kind of work, to read, search and print."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from indicators.models import FieldHelp

from ..help import guide_named, search_guides

LONGEST_SEARCH = 50


@require_safe
def help_guide(request, guide):
    found = guide_named(guide)
    if found is None:
        raise Http404
    return render(request, "overview/help/guide.html", {"guide": found})


@require_safe
def help_search(request):
    """Topics and fields that say the words."""
    text = " ".join(request.GET.get("q", "")[:LONGEST_SEARCH].split())
    fields = FieldHelp.objects.filter(text__alike=text) | FieldHelp.objects.filter(label__alike=text)
    context = {"text": text, "found": search_guides(text), "fields": fields if text else []}
    return render(request, "overview/help/search.html", context)
