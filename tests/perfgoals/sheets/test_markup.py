"""The XML reader: what it listens to, and what it refuses before it costs anything."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgoals.sheets import Limits, UnreadableFile
from perfgoals.sheets.markup import Budget, MarkupReader, read_all
from perfgoals.sheets.package import Package, part_name
from perfgoals.sheets.strings import read_shared_strings, unescape
from perfgoals.sheets.styles import read_styles
from tests.workbook_files import package, shared_strings, styles

pytestmark = pytest.mark.pure


def texts_of(xml: str, tag: str = "t", *, pieces: int = 7, limits: Limits | None = None) -> list[str]:
    """The texts of all `tag` in a document that arrives in pieces of so many bytes."""
    reader = MarkupReader("xl/worksheets/sheet1.xml", Budget(limits or Limits()))
    found: list[str] = []
    reader.starts[tag] = lambda attributes: reader.collect_text()
    reader.ends[tag] = lambda: found.append(reader.take_text())
    data = xml.encode()
    read_all(reader, [data[at : at + pieces] for at in range(0, len(data), pieces)])
    return found


@pytest.mark.parametrize("pieces", [1, 2, 3, 50, 10_000])
def test_a_document_may_arrive_in_any_pieces(pieces):
    xml = "<a><t>绩效目标</t><b><t>&lt;95%&gt;</t></b><t/></a>"
    assert texts_of(xml, pieces=pieces) == ["绩效目标", "<95%>", ""]


@pytest.mark.parametrize("prefix", ["", "x:", "很长的前缀:"])
def test_tags_are_heard_under_the_prefix_of_the_root(prefix):
    xmlns = f"xmlns{':' if prefix else ''}{prefix.rstrip(':')}"
    assert texts_of(f'<{prefix}a {xmlns}="urn:x"><{prefix}t>1</{prefix}t></{prefix}a>') == ["1"]


def test_the_root_is_known_with_its_namespace():
    reader = MarkupReader("a.xml", Budget(Limits()))
    read_all(reader, [b'<x:sst xmlns:x="urn:strings"/>'])
    assert reader.root == "urn:strings}sst"


@pytest.mark.parametrize(
    "xml",
    [
        "", "<a>", "<a></b>", "<a><t>", "plain", "<a>\x01</a>", "<a b=1/>", "<a/><a/>", "<a>&nbsp;</a>",
        "<!DOCTYPE a><a/>", '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', '<!DOCTYPE a SYSTEM "file:///x"><a/>',
        "<b>" * 200 + "</b>" * 200,
    ],
)  # fmt: skip
def test_broken_or_dangerous_markup_is_refused_without_naming_the_part(xml):
    with pytest.raises(UnreadableFile, match="已损坏") as refusal:
        texts_of(xml)
    assert "sheet1" not in refusal.value.reason


def test_tags_and_attributes_are_counted_over_all_parts():
    budget = Budget(Limits(elements=100))
    for _ in range(3):
        read_all(MarkupReader("a.xml", budget), [b"<a>" + b"<b/>" * 30 + b"</a>"])
    with pytest.raises(UnreadableFile, match="太多"):
        read_all(MarkupReader("a.xml", budget), [b"<a>" + b"<b/>" * 30 + b"</a>"])


def test_a_text_may_not_grow_beyond_the_limit_of_a_cell():
    limits = Limits(cell_characters=10)
    assert texts_of("<a><t>0123456789</t></a>", limits=limits) == ["0123456789"]
    with pytest.raises(UnreadableFile, match="超过 10 字"):
        texts_of("<a><t>01234567890</t></a>", limits=limits)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff<>&")))
def test_every_character_of_a_text_arrives(text):
    assert texts_of(f"<a><t>{text}</t></a>") == [text]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_a_sentence(content):
    try:
        read_all(MarkupReader("a.xml", Budget(Limits())), [content])
    except UnreadableFile as refusal:
        assert refusal.reason.endswith("。")


@pytest.mark.parametrize(
    ("text", "meant"),
    [("_x000D_", "\r"), ("a_x005F_b", "a_b"), ("_x4E2D_", "中"), ("_x12_", "_x12_"), ("x_y", "x_y"),
     ("_X000D_", "_X000D_")],
)  # fmt: skip
def test_escaped_characters_of_a_workbook(text, meant):
    assert unescape(text) == meant


def opened(parts, limits=None) -> Package:
    return Package(BytesIO(package({"xl/workbook.xml": "<x/>"} | parts)), limits or Limits())


def test_the_string_table_joins_runs_and_leaves_reading_aids_out():
    table = shared_strings(
        "<t>一</t>",
        "<r><t>二</t></r><r><rPr><b/></rPr><t> 三</t></r>",
        "<t>四</t><rPh sb='0' eb='1'><t>ヨン</t></rPh><phoneticPr/>",
        "<t/>",
        "",
        "<t xml:space='preserve'>  五 </t>",
        "<t>第一行_x000D_\n第二行</t>",
    )
    cells = read_shared_strings(opened({"xl/s.xml": table}), "xl/s.xml", Budget(Limits()))
    texts = [cell and cell.text for cell in cells]
    assert texts == ["一", "二 三", "四", None, None, "  五 ", "第一行\r\n第二行"]


def test_number_formats_are_found_by_the_index_of_the_style():
    sheet = styles("0%", 'yyyy"年"').replace(
        "</cellXfs>", '<xf numFmtId="14"/><xf numFmtId="999"/><xf/></cellXfs>'
    )
    found = read_styles(opened({"xl/st.xml": sheet}), "xl/st.xml", Budget(Limits()))
    assert [style.code for style in found] == ["0%", 'yyyy"年"', "yyyy/m/d", "General", "General"]


@pytest.mark.parametrize(
    ("name", "base", "found"),
    [
        ("worksheets/sheet1.xml", "xl", "xl/worksheets/sheet1.xml"),
        ("/xl/Styles.xml", "xl", "xl/styles.xml"),
        ("..\\xl\\a.xml", "xl", "xl/a.xml"),
        ("../../../etc/passwd", "xl", "etc/passwd"),
        ("./a.xml", "", "a.xml"),
    ],
)
def test_parts_are_looked_up_inside_the_package_only(name, base, found):
    assert part_name(name, base) == found


def test_parts_are_found_whatever_their_case_and_slashes():
    found = opened({"XL\\Media\\A.XML": "<a/>"})
    assert "xl/media/a.xml" in found
    assert b"".join(found.chunks("xl\\media\\a.xml")) == b"<a/>"
    assert found.size("xl/media/a.xml") == 4


def test_a_missing_part_is_named_in_plain_words():
    with pytest.raises(UnreadableFile, match="缺少文字的内容"):
        list(opened({}).chunks("xl/sharedStrings.xml"))


def test_the_sizes_that_a_package_claims_are_believed_only_as_a_limit():
    content = package({"xl/workbook.xml": "<x/>", "xl/big.xml": "x" * 5000})
    with pytest.raises(UnreadableFile, match="解压后"):
        Package(BytesIO(content), Limits(unpacked_size=1000))
    with ZipFile(BytesIO(content)) as file:
        assert file.getinfo("xl/big.xml").compress_size < 1000
