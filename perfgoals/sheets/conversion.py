"""Old and foreign workbooks → xlsx, by a LibreOffice that happens to be installed. For the worker only.

LibreOffice is a large program on a file of others: it runs with a filter named for the format, a profile
of its own, bounds on time, memory and output, and without a network where the system allows that. Its exit
status says little, so success is an output that can be read.
"""

import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from perfgoals.common import lifeline

from .errors import SAVE_AS_XLSX, UnreadableFile

Converter = Callable[[bytes, str], bytes]
log = logging.getLogger(__name__)
PROGRAM = "soffice"
SECONDS = 120
_MEMORY = 1_200 * 1024 * 1024  # address space: it starts with less than 1,000 MB but not with 400
_OUTPUT = 200 * 1024 * 1024
_WRITE_XLSX = "xlsx:Calc MS Excel 2007 XML"
_FAILED = "LibreOffice 没能转换这个文件，可能已损坏或设了密码。" + SAVE_AS_XLSX
# The profile says: Chinese regional settings, as in the offices that made the file; keep stored results.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>zh-CN</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="ODFRecalcMode" oor:op="fuse">
<value>1</value></prop><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>1</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
</oor:items>
"""


class Format(NamedTuple):
    """A format by its name for people, LibreOffice's filter for reading it, and the suffix of its files."""

    label: str
    filter: str
    suffix: str


FORMATS: dict[str, Format] = {
    "xls": Format(".xls 格式", "MS Excel 97", "xls"),
    "xls95": Format(".xls 格式（Excel 95）", "MS Excel 95", "xls"),
    "et": Format("WPS 表格 .et 格式", "MS Excel 97", "xls"),
    "xlsb": Format("Excel 二进制工作簿 .xlsb 格式", "Calc MS Excel 2007 Binary", "xlsb"),
    "ods": Format("ODF 表格 .ods 格式", "calc8", "ods"),
}


def is_installed() -> bool:
    """Whether there is a LibreOffice to convert with."""
    return shutil.which(PROGRAM) is not None


def convert(content: bytes, kind: str) -> bytes:
    """The same workbook as xlsx. `kind` is a key of FORMATS. Raises UnreadableFile when nothing comes out."""
    with tempfile.TemporaryDirectory(prefix="perfgoals-convert-") as name:
        folder = Path(name)
        source = folder / f"table.{FORMATS[kind].suffix}"
        source.write_bytes(content)
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, "utf-8")
        _run(_command(folder, source, kind), folder)
        output = folder / "out" / "table.xlsx"
        if not output.is_file() or not output.stat().st_size:
            raise UnreadableFile(_FAILED)
        return output.read_bytes()


def _command(folder: Path, source: Path, kind: str) -> list[str]:
    limits = ["prlimit", f"--as={_MEMORY}", f"--fsize={_OUTPUT}", f"--cpu={SECONDS}", "--core=0"]
    return [
        *(["unshare", "-rn"] if _can_leave_the_network() else []),
        *(limits if shutil.which("prlimit") else []),
        PROGRAM,
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--norestore",
        f"--infilter={FORMATS[kind].filter}",
        "--convert-to",
        _WRITE_XLSX,
        "--outdir",
        str(folder / "out"),
        str(source),
    ]


@cache
def _can_leave_the_network() -> bool:
    """Some systems forbid it to ordinary users; then the program runs with the network of the worker."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode == 0


def _run(command: list[str], folder: Path) -> None:
    """The program that is started starts another one: all of them end with this process, too."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "LANG": "C.UTF-8"}
    with (folder / "log").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-E", "-s", "-S", lifeline.__file__, *command],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            process.wait(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise UnreadableFile(
                f"LibreOffice 在 {SECONDS} 秒内没有转换完这个文件。" + SAVE_AS_XLSX
            ) from None
        finally:
            process.stdin.close()
            process.wait()
    log.info("conversion ended with %s: %s", process.returncode, (folder / "log").read_bytes()[:500])
