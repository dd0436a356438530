"""Small font files with only the characters of one print, kept for the next print of the same characters."""

import hashlib
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from .fonts import REPLACEMENT, Face, Typeface

# The em box of Chinese type. Every subset gets it, so that faces share one baseline in a line.
ASCENT, DESCENT = 0.88, 0.12
DROPPED_TABLES = ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx"]
FILES_KEPT = 60


@dataclass(frozen=True, slots=True)
class Subset:
    """A font file for the characters of one role that one face sets; `name` is how the PDF calls it."""

    role: str
    name: str
    path: Path
    characters: frozenset[str]


def make_subsets(typeface: Typeface, characters: Iterable[str], folder: Path) -> tuple[Subset, ...]:
    """One font file per face that is needed, first choice first. `folder` is made when missing."""
    folder.mkdir(parents=True, exist_ok=True)
    shares = typeface.shares({*characters, REPLACEMENT})
    return tuple(
        Subset(typeface.role, _name(typeface.role, face), _subset_file(face, share, folder), share)
        for face, share in shares
    )


def _name(role: str, face: Face) -> str:
    """Distinct from the installed font, which would otherwise be taken in place of the subset."""
    return f"{face.family.replace(' ', '')}-{role.capitalize()}"


def _subset_file(face: Face, characters: frozenset[str], folder: Path) -> Path:
    codes = sorted(map(ord, characters))
    stamp = f"{face.path} {face.number} {face.path.stat().st_mtime_ns} {codes}"
    path = folder / f"{hashlib.sha256(stamp.encode()).hexdigest()[:32]}.otf"
    if path.exists():
        path.touch()
        return path
    with (
        tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as part,
        face.open() as font,
    ):
        _cut(font, codes)
        font.save(part)
    Path(part.name).replace(path)  # Nobody ever sees half a file.
    _forget_oldest(folder)
    return path


def _forget_oldest(folder: Path) -> None:
    files = sorted(folder.glob("*.otf"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files[FILES_KEPT:]:
        path.unlink(missing_ok=True)


def _cut(font: TTFont, codes: list[int]) -> None:
    # Kerning and ligatures go: lines are planned with plain advance widths.
    options = subset.Options(layout_features=[], notdef_outline=True, desubroutinize=True, name_IDs=[1, 2])
    options.drop_tables += DROPPED_TABLES
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    if "CFF " in font and hasattr(font["CFF "].cff.topDictIndex[0], "ROS"):
        _number_glyphs(font)
    _set_em_box(font)


def _number_glyphs(font: TTFont) -> None:
    """Name glyphs after their places: in a PDF the codes of a CID-keyed font are these names."""
    top = font["CFF "].cff.topDictIndex[0]
    strings, order = top.CharStrings, font.getGlyphOrder()
    new = {name: f"cid{place:05d}" if place else name for place, name in enumerate(order)}
    metrics, tables = font["hmtx"].metrics, font["cmap"].tables
    for table in tables:
        table.cmap = {code: new[name] for code, name in table.cmap.items()}
    font["hmtx"].metrics = {new[name]: metric for name, metric in metrics.items()}
    strings.charStrings = {new[name]: string for name, string in strings.charStrings.items()}
    font.setGlyphOrder([new[name] for name in order])
    top.charset = strings.charset = font.getGlyphOrder()


def _set_em_box(font: TTFont) -> None:
    em, line = font["head"].unitsPerEm, font["hhea"]
    above, below = round(ASCENT * em), round(DESCENT * em)
    line.ascent, line.descent, line.lineGap = above, -below, 0
    if "OS/2" in font:
        more = font["OS/2"]
        more.sTypoAscender, more.sTypoDescender, more.sTypoLineGap = above, -below, 0
        more.usWinAscent, more.usWinDescent = above, below
