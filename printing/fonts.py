"""The faces a printed table is set in: where they are and how wide their characters are.

Texts are set in the site's own 仿宋 when its file lies in `<data>/fonts`, titles and headers in its 小标宋;
what those lack, and everything on other sites, comes from Noto Serif CJK SC. A character that no face has is
printed as 〓 and reported, never dropped.
"""

import shutil
import subprocess
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont, TTLibError

from perfgoals.common.text import clean_text

REPLACEMENT = "〓"
APT_LINE = "apt install fonts-noto-cjk"
SITE_BODY = ("仿宋", "FangSong", "FZFS")
SITE_HEAD = ("小标宋", "XiaoBiaoSong", "FZXBS")
NOTO_FAMILIES = ("Noto Serif CJK SC", "Source Han Serif SC")
NOTO_FOLDERS = ("/usr/share/fonts/opentype/noto", "/usr/share/fonts/noto-cjk", "/usr/local/share/fonts")
COLLECTIONS = (".ttc", ".otc")
SINGLE_FONTS = (".ttf", ".otf")


class CannotPrint(Exception):
    """This machine lacks something that printing needs; the message says what, and what to do."""


class MissingFont(CannotPrint):
    """No Chinese serif font is installed."""


@dataclass(frozen=True, slots=True)
class Face:
    """One face in a font file; `number` is its place in a collection, -1 for a single font."""

    path: Path
    number: int
    family: str

    def open(self) -> TTFont:
        return TTFont(self.path, fontNumber=self.number, lazy=True, recalcBBoxes=False)


class _Printable(dict):
    """A table for str.translate that learns: the font's characters stay, invisible ones go, others are 〓."""

    def __init__(self, advances: dict[str, float]):
        self.advances = advances
        self.update({ord("\n"): "\n", ord("\t"): " "})

    def __missing__(self, codepoint: int) -> str:
        char = chr(codepoint)
        selector = 0xFE00 <= codepoint <= 0xFE0F or 0xE0100 <= codepoint <= 0xE01EF
        if selector or unicodedata.category(char) in ("Cc", "Cf"):
            shown = ""
        else:
            shown = char if char in self.advances else REPLACEMENT
        self[codepoint] = shown
        return shown


class Typeface:
    """The faces of one role ("body" or "head"), first choice first, measured as one."""

    def __init__(self, role: str, faces: tuple[Face, ...]):
        self.role, self.faces = role, faces

    def __reduce__(self) -> tuple:
        return Typeface, (self.role, self.faces)  # another process measures for itself

    @cached_property
    def advances(self) -> dict[str, float]:
        """Advance width in em of every character that some face has."""
        merged: dict[str, float] = {}
        for face in reversed(self.faces):
            merged |= _advances(face)
        return merged

    @cached_property
    def _printable(self) -> _Printable:
        return _Printable(self.advances)

    def printable(self, text: str) -> str:
        """The text as it can be printed: no invisible characters, 〓 for what no face has."""
        return clean_text(text).translate(self._printable)

    def missing(self, text: str, shown: str = REPLACEMENT) -> set[str]:
        """The characters that `printable` replaces by 〓; `shown` is what it made of them, if known."""
        if REPLACEMENT not in shown:
            return set()
        return {char for char in text if self._printable[ord(char)] == REPLACEMENT} - {REPLACEMENT}

    def width(self, text: str) -> float:
        """Width in em of one line of printable text."""
        advances = self.advances
        return sum([advances[char] for char in text])

    def shares(self, characters: Iterable[str]) -> list[tuple[Face, frozenset[str]]]:
        """Which face sets which of the characters; faces that set none are left out."""
        wanted, shares = set(characters), []
        for face in self.faces:
            share = frozenset(wanted & _advances(face).keys())
            wanted -= share
            if share:
                shares.append((face, share))
        return shares


@dataclass(frozen=True)
class PrintFonts:
    """What a table is printed with: `body` for texts, `head` for title, header and totals."""

    body: Typeface
    head: Typeface

    def role(self, name: str) -> Typeface:
        return self.head if name == "head" else self.body


def find_fonts(data_dir: Path) -> PrintFonts:
    """The site's own faces first, then Noto Serif CJK SC. Raises MissingFont when a role has neither."""
    folder = data_dir / "fonts"
    site = _site_faces(folder, folder.stat().st_mtime_ns) if folder.is_dir() else {}
    noto = _noto_faces()
    body = tuple(face for face in (site.get("body"), noto.get("Regular")) if face)
    head = tuple(face for face in (site.get("head"), noto.get("Bold") or noto.get("Regular")) if face)
    if not body or not head:
        raise MissingFont(
            f"没有找到中文宋体字库，不能生成打印文件。请由管理员执行：{APT_LINE}，"
            f"或把仿宋和小标宋字库文件放入 {folder} 文件夹。"
        )
    return _print_fonts(body, head)


@cache
def _print_fonts(body: tuple[Face, ...], head: tuple[Face, ...]) -> PrintFonts:
    return PrintFonts(Typeface("body", body), Typeface("head", head))


@cache
def _site_faces(folder: Path, _changed: int) -> dict[str, Face]:
    """仿宋 and 小标宋 by the names inside the files: the files may be called anything."""
    found: dict[str, Face] = {}
    for face in (face for path in sorted(folder.iterdir()) for face in _faces_in(path)):
        for role, names in (("body", SITE_BODY), ("head", SITE_HEAD)):
            if any(name.lower() in face.family.lower() for name in names):
                found.setdefault(role, face)
    return found


def _noto_faces() -> dict[str, Face]:
    """Regular and Bold of Noto Serif CJK SC: at Debian's place, or where fontconfig says."""
    found = {}
    for style in ("Regular", "Bold"):
        places = [Path(folder, f"NotoSerifCJK-{style}.ttc") for folder in NOTO_FOLDERS]
        known = [path for path in places if path.exists()] or _ask_fontconfig(style)
        faces = (face for path in known for face in _faces_in(path) if face.family in NOTO_FAMILIES)
        if face := next(faces, None):
            found[style] = face
    return found


def _ask_fontconfig(style: str) -> list[Path]:
    """What fontconfig would take; it always takes something, so the family must be looked at."""
    if not shutil.which("fc-match"):
        return []
    asked = (["fc-match", "--format=%{file}", f"{family}:style={style}"] for family in NOTO_FAMILIES)
    answers = [subprocess.run(line, capture_output=True, text=True, check=False).stdout for line in asked]
    return [Path(answer) for answer in answers if answer]


@cache
def _faces_in(path: Path) -> tuple[Face, ...]:
    kind = path.suffix.lower()
    if kind not in COLLECTIONS + SINGLE_FONTS:
        return ()
    try:
        # fontTools leaves a file open that it opened itself and could not read.
        with path.open("rb") as file:
            if kind in COLLECTIONS:
                fonts = TTCollection(file, lazy=True)
                return tuple(Face(path, number, _family(font)) for number, font in enumerate(fonts))
            return (Face(path, -1, _family(TTFont(file, lazy=True))),)
    except (TTLibError, OSError, KeyError, AssertionError):
        pass  # A broken file in the font folder must not stop printing.
    return ()


def _family(font: TTFont) -> str:
    return font["name"].getBestFamilyName() or ""


@cache
def _advances(face: Face) -> dict[str, float]:
    with face.open() as font:
        metrics, em = font["hmtx"].metrics, font["head"].unitsPerEm
        return {chr(code): metrics[name][0] / em for code, name in font.getBestCmap().items()}
