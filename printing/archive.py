"""What makes a PDF fit to be archived: PDF/A-2u (ISO 19005-2), to be read in decades."""

from importlib.util import find_spec
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

VARIANT = "pdf/a-2u"
PROFILE = "sRGB IEC61966-2.1"
# A file of the package, found without importing it: that would load the Pango libraries.
COLOURS = "pdf/sRGB2014.icc"


def declare_archivable(pdf: pikepdf.Pdf) -> None:
    """Say that `pdf` is PDF/A-2u, and what its grey means.

    The caller keeps to the rest: every font embedded with its Unicode values, no scripts, no encryption, no
    files outside.
    """
    profile = Stream(pdf, (Path(find_spec("weasyprint").origin).parent / COLOURS).read_bytes())
    profile.N = 3
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String(PROFILE),
        Info=String(PROFILE),
        DestOutputProfile=pdf.make_indirect(profile),
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["pdfaid:part"] = "2"
        metadata["pdfaid:conformance"] = "U"
