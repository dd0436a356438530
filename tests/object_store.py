"""A small S3-compatible store on loopback, in memory: what django-storages asks of a real one."""

import hashlib
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


class Store(dict):
    """Path → bytes; `address` is where it listens."""

    address = ""

    def listing(self, bucket: str, asked: dict) -> bytes:
        prefix, delimiter = asked.get("prefix", [""])[0], asked.get("delimiter", [""])[0]
        names = sorted(path.removeprefix(f"/{bucket}/") for path in self if path.startswith(f"/{bucket}/"))
        files, folders = [], set()
        for name in (name for name in names if name.startswith(prefix)):
            inner, cut, _ = name.removeprefix(prefix).partition(delimiter) if delimiter else (name, "", "")
            if cut:
                folders.add(f"{prefix}{inner}{delimiter}")
            else:
                files.append(f"<Contents><Key>{escape(name)}</Key><Size>1</Size></Contents>")
        common = "".join(
            f"<CommonPrefixes><Prefix>{escape(f)}</Prefix></CommonPrefixes>" for f in sorted(folders)
        )
        return (
            f"<ListBucketResult><Name>{bucket}</Name><IsTruncated>false</IsTruncated>"
            f"{''.join(files)}{common}</ListBucketResult>"
        ).encode()


class _Handler(BaseHTTPRequestHandler):
    store: Store

    def do_PUT(self):
        self.store[self.place] = self.rfile.read(int(self.headers["Content-Length"]))
        self.give(200, b"")

    def do_DELETE(self):
        self.store.pop(self.place, None)
        self.give(204, b"")

    def do_GET(self):
        parts = urlsplit(self.path)
        if parts.path.count("/") == 1 or parts.path.endswith("/"):
            return self.give(200, self.store.listing(parts.path.strip("/"), parse_qs(parts.query)))
        content = self.store.get(self.place)
        if content is None:
            return self.give(404, b"<Error><Code>NoSuchKey</Code></Error>")
        return self.give(200, content)

    do_HEAD = do_GET

    @property
    def place(self) -> str:
        return unquote(urlsplit(self.path).path)

    def give(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("ETag", f'"{hashlib.md5(body).hexdigest()}"')
        self.send_header("Last-Modified", "Sat, 28 Nov 2026 00:00:00 GMT")
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *args):
        pass


@contextmanager
def running_store():
    store = Store()
    handler = type("Handler", (_Handler,), {"store": store, "protocol_version": "HTTP/1.1"})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        store.address = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield store
        server.shutdown()
