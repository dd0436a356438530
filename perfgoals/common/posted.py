"""What a form is bound to: nothing while the page is only looked at, what was sent otherwise, be it empty."""


def posted_data(request):
    return request.POST if request.method == "POST" else None


def posted(request) -> tuple:
    """(data, files) for a form with files."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
