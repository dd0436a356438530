"""Runs `extract` in a process of its own, within limits, and hands out the pages that it reads."""

import json
import logging
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import UnreadableFile, too_large
from ..limits import MEGABYTE
from .page import Page

_PROGRAM = Path(__file__).with_name("extract")
_GROWING = ("Skia/PDF", "WeasyPrint", "perfgoals", "预算绩效目标管理")  # browsers, and our own books
_SPLIT = "请按页拆成几个 PDF 分别上传，或从原系统导出 Excel 工作簿（*.xlsx）再上传。"


@dataclass(frozen=True, slots=True)
class PdfLimits:
    """`seconds` of processor time and of waiting; `memory` and `output` in bytes; `objects` of one page."""

    pages: int = 500
    seconds: int = 60
    memory: int = 256 * MEGABYTE
    objects: int = 60_000
    output: int = 64 * MEGABYTE


PDF_LIMITS = PdfLimits()
_logger = logging.getLogger(__name__)


def read_pages(content: bytes, limits: PdfLimits = PDF_LIMITS) -> Iterator[Page]:
    """The pages in order; UnreadableFile for a file that is encrypted, broken or beyond the limits."""
    bounds = {name: getattr(limits, name) for name in ("pages", "seconds", "memory", "objects")}
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as complaints:
        source.write(content)
        source.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-E", "-s", str(_PROGRAM), json.dumps(bounds)],
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env={},
        )
        timer = threading.Timer(limits.seconds, process.kill)
        timer.start()
        is_read = False
        try:
            yield from _pages(process, limits)
            is_read = True
        except GeneratorExit:  # the first pages were enough
            is_read = True
            raise
        finally:
            timer.cancel()
            process.kill()
            process.stdout.close()
            if (code := process.wait()) and not is_read:
                complaints.seek(0)
                _logger.warning(
                    "extract ended with %s: %s", code, complaints.read(2_000).decode(errors="replace")
                )


def _pages(process: subprocess.Popen, limits: PdfLimits) -> Iterator[Page]:
    number = read = 0
    started = rows_grow = False
    while line := process.stdout.readline(limits.output - read + 1):
        read += len(line)
        if read > limits.output or not line.endswith(b"\n"):
            break
        plain = json.loads(line)
        if "error" in plain:
            raise _refusal(plain["error"], limits)
        if "done" in plain:
            return
        if "started" in plain:
            started = True
        elif "origin" in plain:
            rows_grow = any(name in plain["origin"] for name in _GROWING)
        else:
            number += 1
            yield Page.from_plain(number, plain, rows_grow=rows_grow)
    if not started and process.wait() > 0:  # below 0: a signal, as of the timer
        _logger.error("the program that reads PDF files does not start")
        raise UnreadableFile(
            "本系统读 PDF 的程序没有启动，不是文件的问题。"
            "请告知系统管理员查看运行日志；可先上传 Excel 工作簿。"
        )
    raise UnreadableFile(
        f"PDF 的内容太复杂或已损坏，读到第 {number + 1} 页没有读完（限 {limits.seconds} 秒）。{_SPLIT}"
    )


def _refusal(error: str, limits: PdfLimits) -> UnreadableFile:
    if error == "encrypted":
        return UnreadableFile("PDF 设了打开密码，无法读取。请去掉密码后重新上传。")
    if error == "broken":
        return UnreadableFile("PDF 已损坏或没有传完整，无法打开。请检查原文件后重新上传。")
    if error == "pages":
        return too_large(f"PDF 超过 {limits.pages} 页", _SPLIT)
    return too_large("PDF 里一页的内容太多", _SPLIT)
