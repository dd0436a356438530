"""The PDFs keep to what PDF/A-2u asks, as far as it can be seen in the file itself."""

import io

import pikepdf
import pytest

from printing.documents import print_document
from printing.pdf import write_pdf
from tests.indicators.tables.blocks import project, table

FORBIDDEN = {"/JavaScript", "/Launch", "/EmbeddedFile", "/SMask", "/AA", "/XFA", "/LZWDecode", "/PS"}


@pytest.fixture
def book(data_dir, tmp_path):
    write_pdf(table(project(), project("2")), tmp_path / "book.pdf", data_dir=data_dir)
    with pikepdf.open(tmp_path / "book.pdf") as pdf:
        yield pdf


@pytest.fixture
def document(data_dir):
    context = {"printed_on": "2023年6月30日", "title": "审核意见", "projects": []}
    with pikepdf.open(io.BytesIO(print_document("print/opinion.html", context, data_dir=data_dir))) as pdf:
        yield pdf


@pytest.fixture(params=["book", "document"])
def pdf(request):
    return request.getfixturevalue(request.param)


def dictionaries(pdf):
    return [o for o in pdf.objects if isinstance(o, (pikepdf.Dictionary, pikepdf.Stream))]


def test_the_file_says_which_part_of_the_standard_it_keeps(pdf):
    with pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "U")
    assert pdf.trailer.get("/ID") is not None and not pdf.is_encrypted


def test_information_dictionary_and_metadata_agree(book):
    with book.open_metadata() as metadata:
        assert str(book.docinfo["/Title"]) == metadata["dc:title"]
        assert str(book.docinfo["/Producer"]) == metadata["pdf:Producer"]


def test_colours_have_a_profile(pdf):
    (intent,) = pdf.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1" and intent.OutputConditionIdentifier
    profile = intent.DestOutputProfile
    assert profile.N == 3 and profile.read_bytes()[36:40] == b"acsp"


def test_every_font_is_embedded_and_its_characters_are_known(pdf):
    fonts = [o for o in dictionaries(pdf) if o.get("/Type") == "/Font" and o.get("/Subtype") == "/Type0"]
    assert fonts
    for font in fonts:
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
        assert b"beginbf" in font.ToUnicode.read_bytes()


def test_nothing_the_standard_forbids_is_inside(pdf):
    for thing in dictionaries(pdf):
        used = set(map(str, thing.keys()))
        used |= {str(thing.get(key)) for key in ("/S", "/Type", "/Filter")}
        assert not used & FORBIDDEN
