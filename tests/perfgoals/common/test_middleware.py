"""What holds for every answer."""

from io import BytesIO

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse

from perfgoals.common.middleware import HeadMiddleware

pytestmark = pytest.mark.pure

ANSWERS = {
    "page": lambda: HttpResponse("表" * 100),
    "refusal": lambda: HttpResponse("没有", status=404),
    "file": lambda: FileResponse(BytesIO(b"x" * 300), filename="a.pdf"),
    "stream": lambda: StreamingHttpResponse(iter([b"a", b"b"])),
    "nothing": lambda: HttpResponse(status=204),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_head_has_the_headers_of_get_and_no_body(rf, answer):
    middleware = HeadMiddleware(lambda request: answer())
    got, head = middleware(rf.get("/")), middleware(rf.head("/"))
    assert b"".join(head) == b"" and getattr(head, "file_to_stream", None) is None
    assert head.status_code == got.status_code and head["Content-Type"] == got["Content-Type"]
    length = None if got.streaming and "Content-Length" not in got else len(b"".join(got))
    assert head.get("Content-Length") == (None if length is None else str(length))
    head.close()
    got.close()


def test_the_file_that_is_not_sent_is_closed(rf):
    file = BytesIO(b"x")
    HeadMiddleware(lambda request: FileResponse(file))(rf.head("/")).close()
    assert file.closed
