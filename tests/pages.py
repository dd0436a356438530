"""What every page of ours must be, asked of its HTML: nothing the Content-Security-Policy would refuse."""

from html.parser import HTMLParser


class _Violations(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        data_block = given.get("type") in ("application/json", "importmap")
        if tag == "script" and "src" not in given and not data_block:
            self.found.append("<script>")
        if tag == "style":
            self.found.append("<style>")
        for name, value in attributes:
            if name == "style" or name.startswith("on"):
                self.found.append(f"<{tag} {name}={value}>")
            if name in ("href", "src", "action") and str(value).strip().lower().startswith("javascript:"):
                self.found.append(f"<{tag} {name}={value}>")
            if name in ("href", "src") and tag != "a" and str(value).startswith(("http:", "https:", "//")):
                self.found.append(f"<{tag} {name}={value}>")


def refused_by_policy(html: str) -> list[str]:
    """Inline scripts, styles and handlers, and files of other hosts."""
    parser = _Violations()
    parser.feed(html)
    return parser.found


def assert_safe_page(response):
    """Headers on any answer; Chinese HTML without inline code when it is a page."""
    headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    for directive in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert directive in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "no-store" in headers["Cache-Control"]
    if response.status_code == 200 and headers["Content-Type"].startswith("text/html"):
        html = response.content.decode()
        assert refused_by_policy(html) == []
        if "<html" in html:
            assert '<html lang="zh' in html


def content_of(response) -> bytes:
    """All of an answer, read to its end as a browser does, so that its file is closed.

    Not `response.close()`: that ends the request for Django, which then drops PostgreSQL's open transaction.
    """
    return b"".join(response.streaming_content) if response.streaming else response.content
