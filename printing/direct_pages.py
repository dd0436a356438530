"""Drawing planned pages straight into PDF content streams: the plan has decided everything a page needs.

The same pages as html_pages draws, without boxes, cascade or text shaping in between.
"""

from collections.abc import Iterator, Sequence

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Stream, String

from .pages import Printable
from .pen import Glyphs
from .subsets import ASCENT, DESCENT, Subset

STEP = 50
CMAP = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <ffff> endcodespacerange
{mappings}
endcmap CMapName currentdict /CMap defineresource pop end end"""


def add_pages(pdf: pikepdf.Pdf, pages: Printable, subsets: Sequence[Subset]) -> Iterator[int]:
    """Append every page to `pdf`; yields the number of pages done now and then."""
    fonts = [_Font(number, subset) for number, subset in enumerate(subsets)]
    resources = Dictionary(Font=Dictionary({font.name: font.embed(pdf) for font in fonts}))
    shared, tree, kids = pdf.make_indirect(resources), pdf.Root.Pages, []
    for number, sheet in enumerate(pages.sheets([font.glyphs for font in fonts]), 1):
        box = Array([0, 0, sheet.width, sheet.height])
        content = pdf.make_indirect(Stream(pdf, sheet.content, Filter=Name.FlateDecode))
        page = Dictionary(Type=Name.Page, Parent=tree, MediaBox=box, Resources=shared, Contents=content)
        kids.append(pdf.make_indirect(page))
        if number % STEP == 0 or number == pages.page_count:
            yield number
    # Appending them one by one would look through all of them each time.
    tree.Kids, tree.Count = Array(kids), len(kids)


class _Font:
    """A subset as PDF resources."""

    def __init__(self, number: int, subset: Subset):
        self.subset, self.name = subset, f"/F{number}"
        self.file = TTFont(subset.path)
        places = self.file.getReverseGlyphMap()
        cmap = self.file.getBestCmap()
        self.codes = {char: f"{places[cmap[ord(char)]]:04x}" for char in subset.characters}

    @property
    def glyphs(self) -> Glyphs:
        return Glyphs(self.subset.role, self.name, self.codes)

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
