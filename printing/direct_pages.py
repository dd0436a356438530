"""Drawing planned pages straight into PDF content streams: the plan has decided everything a page needs.

The same pages as html_pages draws, without boxes, cascade or text shaping in between.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Stream, String

from .drawing import SHADE, THICK, THIN, Area, Drawing, Rule, Text
from .fonts import PrintFonts
from .layout import Align
from .pages import Pages
from .subsets import ASCENT, DESCENT, Subset

STEP = 50
CMAP = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <ffff> endcodespacerange
{mappings}
endcmap CMapName currentdict /CMap defineresource pop end end"""


def add_pages(pdf: pikepdf.Pdf, pages: Pages, subsets: Sequence[Subset]) -> Iterator[int]:
    """Append every page to `pdf`; yields the number of pages done now and then."""
    fonts = [_Font(number, subset) for number, subset in enumerate(subsets)]
    resources = Dictionary(Font=Dictionary({font.name: font.embed(pdf) for font in fonts}))
    pen = _Pen(pages.fonts, fonts)
    shared, tree, sheets = pdf.make_indirect(resources), pdf.Root.Pages, []
    for number, drawing in enumerate(pages.drawings(), 1):
        box = Array([0, 0, drawing.width, drawing.height])
        content = pdf.make_indirect(Stream(pdf, pen.page(drawing).encode()))
        page = Dictionary(Type=Name.Page, Parent=tree, MediaBox=box, Resources=shared, Contents=content)
        sheets.append(pdf.make_indirect(page))
        if number % STEP == 0 or number == pages.page_count:
            yield number
    # Appending them one by one would look through all of them each time.
    tree.Kids, tree.Count = Array(sheets), len(sheets)


class _Font:
    """A subset as PDF resources. A text is written as the places of its glyphs in the file, in hex."""

    def __init__(self, number: int, subset: Subset):
        self.subset, self.name = subset, f"/F{number}"
        self.file = TTFont(subset.path)
        places = self.file.getReverseGlyphMap()
        cmap = self.file.getBestCmap()
        self.codes = {char: f"{places[cmap[ord(char)]]:04x}" for char in subset.characters}

    def embed(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        base = Name(f"/AAAAAA+{self.subset.name}")
        cid_font = Dictionary(
            Type=Name.Font,
            BaseFont=base,
            CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
            FontDescriptor=pdf.make_indirect(self._descriptor(pdf, base)),
            W=Array([0, Array(self._widths())]),
        )
        if "CFF " in self.file:
            cid_font.Subtype = Name.CIDFontType0
        else:
            cid_font.Subtype, cid_font.CIDToGIDMap = Name.CIDFontType2, Name.Identity
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=base,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([pdf.make_indirect(cid_font)]),
                ToUnicode=pdf.make_indirect(Stream(pdf, self._to_unicode().encode())),
            )
        )

    def _descriptor(self, pdf: pikepdf.Pdf, base: Name) -> Dictionary:
        head = self.file["head"]
        scale = 1000 / head.unitsPerEm
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=base,
            Flags=4,
            FontBBox=Array([round(edge * scale) for edge in (head.xMin, head.yMin, head.xMax, head.yMax)]),
            ItalicAngle=0,
            Ascent=round(ASCENT * 1000),
            Descent=-round(DESCENT * 1000),
            CapHeight=round(ASCENT * 1000),
            StemV=80,
        )
        if "CFF " in self.file:
            outlines = Stream(pdf, self.file.reader["CFF "])
            outlines.Subtype = Name.CIDFontType0C
            descriptor.FontFile3 = pdf.make_indirect(outlines)
        else:
            descriptor.FontFile2 = pdf.make_indirect(Stream(pdf, self.subset.path.read_bytes()))
        return descriptor

    def _widths(self) -> list[int]:
        metrics, scale = self.file["hmtx"].metrics, 1000 / self.file["head"].unitsPerEm
        return [round(metrics[name][0] * scale) for name in self.file.getGlyphOrder()]

    def _to_unicode(self) -> str:
        pairs = sorted(f"<{code}> <{char.encode('utf-16-be').hex()}>" for char, code in self.codes.items())
        hundreds = (pairs[start : start + 100] for start in range(0, len(pairs), 100))
        blocks = ("\n".join([f"{len(some)} beginbfchar", *some, "endbfchar"]) for some in hundreds)
        return CMAP.format(mappings="\n".join(blocks))


class _Pen:
    """Writes drawings as content streams. PDF counts upwards from the lower left corner."""

    def __init__(self, typefaces: PrintFonts, fonts: Sequence[_Font]):
        self.typefaces, self.height = typefaces, 0.0
        self.glyphs: dict[str, dict[str, tuple[str, str]]] = {"body": {}, "head": {}}
        self.first: dict[str, _Font] = {}
        for font in fonts:
            glyphs = self.glyphs[font.subset.role]
            self.first.setdefault(font.subset.role, font)
            for char, code in font.codes.items():
                glyphs.setdefault(char, (font.name, code))

    def page(self, drawing: Drawing) -> str:
        self.height = drawing.height
        return "\n".join(
            [
                f"{SHADE} g",
                *map(self._area, drawing.shades),
                "0 g",
                f"{THIN} w {self._rules(drawing.thin)} S",
                f"{THICK} w {self._rules(drawing.thick)} S",
                "BT",
                *map(self._text, drawing.texts),
                "ET",
            ]
        )

    def _area(self, area: Area) -> str:
        return (
            f"{area.x:.2f} {self.height - area.y - area.height:.2f} {area.width:.2f} {area.height:.2f} re f"
        )

    def _rules(self, rules: Iterable[Rule]) -> str:
        height = self.height
        return " ".join(
            f"{rule.x1:.2f} {height - rule.y1:.2f} m {rule.x2:.2f} {height - rule.y2:.2f} l" for rule in rules
        )

    def _text(self, text: Text) -> str:
        """The lines in the first of their faces, in runs where that lacks a character."""
        first, measure = self.first[text.role], self.typefaces.role(text.role).width
        code, x, height = first.codes.__getitem__, text.x, self.height
        usual = f"{first.name} {text.size:.2f} Tf"
        written = [usual]
        for baseline, line in text.baselines():
            if text.align is not Align.START:
                x = text.x + (text.width - measure(line) * text.size) / (
                    2 if text.align is Align.CENTER else 1
                )
            try:
                shown = f"<{''.join(map(code, line))}> Tj"
            except KeyError:
                shown = f"{self._runs(line, text)} {usual}"
            written.append(f"1 0 0 1 {x:.2f} {height - baseline:.2f} Tm {shown}")
        return "\n".join(written)

    def _runs(self, line: str, text: Text) -> str:
        glyphs = self.glyphs[text.role]
        return " ".join(
            f"{font} {text.size:.2f} Tf <{''.join([code for _, code in run])}> Tj"
            for font, run in groupby([glyphs[char] for char in line], key=lambda glyph: glyph[0])
        )
