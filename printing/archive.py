"""What makes a PDF fit to be archived: PDF/A-2u (ISO 19005-2), to be read in decades.

With its table as a workbook inside it is PDF/A-3u (ISO 19005-3), the part that allows files of any kind.
"""

from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, Stream, String
from pikepdf.models.metadata import encode_pdf_date

from perfgoals.common.downloads import MEDIA_TYPES

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


def attach_workbook(path: Path, workbook: Path, *, name: str, made_at: datetime) -> None:
    """Put `workbook` as `name` into the PDF at `path`: the same content in another form, so Alternative."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        attached = AttachedFileSpec(
            pdf,
            workbook.read_bytes(),
            filename=name,
            description=f"{name}（与本文件内容相同）",
            mime_type=MEDIA_TYPES["xlsx"],
            creation_date=encode_pdf_date(made_at),
            mod_date=encode_pdf_date(made_at),
            relationship=Name.Alternative,
        )
        pdf.attachments[name] = attached
        pdf.Root.AF = Array([pdf.attachments[name].obj])
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["pdfaid:part"] = "3"
        pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
