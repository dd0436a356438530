"""A page for one module: the HTML a test gives it, the modules of static/, and answers the test decides."""

from urllib.parse import parse_qs, urlsplit

from django.conf import settings

HOST = "http://modules.test"
TYPES = {".js": "text/javascript", ".css": "text/css"}
# As the site sends its pages: scripts come from files only.
PAGE_HEADERS = {"content-type": "text/html; charset=utf-8", "content-security-policy": "default-src 'self'"}
# These run a whole page by themselves when it is loaded; a test imports them when its stage is set.
PAGE_SCRIPTS = {"edit.js", "logout.js", "once.js", "review.js", "search.js", "select-rows.js", "upload.js"}


class Stage:
    """`open(html)`, then `run(script, argument)`; what a script puts on `window` stays until then."""

    def __init__(self, page):
        self.page = page
        self.errors: list[str] = []
        self.requests: list[dict] = []
        self._html = ""
        self._answers: dict[str, dict | None] = {}
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.route("**/*", self._answer)

    def open(self, html: str = "<title></title>", *, address: str = "/"):
        self._html, self._answers = html, {}
        self.requests.clear()
        self.errors.clear()
        self.page.goto(HOST + address)
        self.page.evaluate("localStorage.clear()")

    def answers(
        self, path: str, body: str = "", *, status: int = 200, content_type: str = "text/html", **headers
    ):
        """What a request for this path gets."""
        self._answers[path] = {
            "body": body,
            "status": status,
            "content_type": content_type,
            "headers": headers or None,
        }

    def does_not_answer(self, path: str):
        self._answers[path] = None

    def run(self, script: str, argument=None):
        """The value of a function's body that may `await` and `import`; `given` is the argument."""
        return self.page.evaluate(f"async (given) => {{ {script} }}", argument)

    def wait_for(self, expression: str, seconds: int = 15):
        """Ask until this is true: under the policy of the page Playwright cannot wait for a string."""
        for _ in range(seconds * 20):
            if self.run(f"return Boolean({expression})"):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never true: {expression}")

    def _answer(self, route):
        address = urlsplit(route.request.url)
        if address.path.startswith("/static/") and not route.request.is_navigation_request():
            self._send_file(route, address)
        elif route.request.is_navigation_request():
            route.fulfill(body=self._html, headers=PAGE_HEADERS)
        else:
            self._send_answer(route, address)

    def _send_file(self, route, address):
        file = settings.BASE_DIR / address.path.lstrip("/")
        if file.name in PAGE_SCRIPTS and not address.query:
            route.fulfill(body="", content_type=TYPES[".js"])
        elif file.is_file() and file.suffix in TYPES:
            route.fulfill(path=file, content_type=TYPES[file.suffix])
        else:
            route.fulfill(status=404, body="")

    def _send_answer(self, route, address):
        posted = parse_qs(route.request.post_data or "", keep_blank_values=True)
        asked = parse_qs(address.query, keep_blank_values=True)
        self.requests.append(
            {"path": address.path, "method": route.request.method, "posted": posted, "asked": asked}
        )
        if address.path not in self._answers:
            route.fulfill(status=404, body="")
        elif (answer := self._answers[address.path]) is None:
            route.abort("connectionrefused")
        else:
            headers = answer["headers"] and {"content-type": answer["content_type"], **answer["headers"]}
            parts = {"body": answer["body"], "status": answer["status"]}
            route.fulfill(**parts, headers=headers) if headers else route.fulfill(
                **parts, content_type=answer["content_type"]
            )
