"""The printed file, read back with independent tools: poppler and pikepdf."""

import re
import subprocess
import sys
from decimal import Decimal

import pikepdf
import pytest

from benchmarks.synthetic import seed_table
from indicators.tables.columns import GOAL_LAYOUT
from printing import html_pages
from printing.fonts import CannotPrint
from printing.html_pages import only, render
from printing.pages import TablePages
from printing.pdf import DRAWERS, page_subsets, write_pdf
from printing.planner import plan_table
from tests.indicators.tables.blocks import indicator_rows, printed_row, project, table
from tests.printing.fontfiles import make_font

pytestmark = pytest.mark.pure
EVIL = '</p><img src="file:///etc/hostname"><b>&amp;</b><!-- </style> {{ 1 }} %s \\ ( ) <!--'


def poppler(tool, *arguments):
    return subprocess.run([tool, *map(str, arguments)], capture_output=True, check=True).stdout


def squeezed(text):
    return "".join(text.split())


def text_of(path):
    return poppler("pdftotext", "-raw", path, "-").decode()


def print_table(given, path, data_dir, **options):
    write_pdf(given, path, data_dir=data_dir, **options)
    return path


def assert_holds_every_cell(path, given):
    text = squeezed(text_of(path))
    for block in given.blocks:
        missing = [cell.text for cell in GOAL_LAYOUT.body_cells(block) if squeezed(cell.text) not in text]
        assert not missing


@pytest.fixture(scope="module", params=DRAWERS)
def drawer(request):
    return request.param


@pytest.fixture(scope="module")
def seed(drawer, data_dir, tmp_path_factory):
    """The book of the published table, printed once a drawer."""
    return print_table(seed_table(), tmp_path_factory.mktemp(drawer) / "seed.pdf", data_dir, drawer=drawer)


def test_every_cell_of_the_published_table_is_there_whole(seed):
    assert_holds_every_cell(seed, seed_table())
    assert "###" not in text_of(seed)


def test_every_page_of_the_book_has_header_and_number(seed):
    pages = text_of(seed).split("\f")[:-1]
    assert len(pages) > 20
    for number, page in enumerate(pages, 1):
        assert f"第{number}页/共{len(pages)}页" in squeezed(page)
        assert "单位：元" in page and "设立依据及申报理由" in squeezed(page)
        assert "130001-中共韶关市曲江区委组织部" in squeezed(page)


def test_the_expected_fonts_are_embedded_and_nothing_else(seed):
    lines = poppler("pdffonts", seed).decode().splitlines()[2:]
    names = sorted(re.sub(r"^[A-Z]{6}\+", "", line.split()[0]) for line in lines)
    assert len(names) == 2
    assert names[0].startswith("NotoSerifCJKSC-Body") and names[1].startswith("NotoSerifCJKSC-Head")
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in lines)


def test_the_outline_leads_to_units_and_projects(seed):
    with pikepdf.open(seed) as pdf, pdf.open_outline() as outline:
        (unit,) = outline.root
        assert unit.title == "130001-中共韶关市曲江区委组织部"
        assert [item.title for item in unit.children] == [block.name for block in seed_table().blocks]
        targets = [pdf.pages.index(pikepdf.Page(item.destination[0])) for item in unit.children]
    assert targets == sorted(targets) and targets[0] == 0 and targets[-1] > 20


def test_title_and_language_are_told(seed):
    with pikepdf.open(seed) as pdf, pdf.open_metadata() as metadata:
        assert metadata["dc:title"].startswith("韶关市曲江区2023年区级项目绩效目标表")
        assert str(pdf.Root.Lang) == "zh-CN"
        assert not pdf.Root.get("/Names") and not pdf.attachments


def test_both_drawers_draw_the_same_page(data_dir, tmp_path):
    given = table(project(), project("2", amount=None, amount_note="原表金额不可读"))
    images = []
    for name in DRAWERS:
        path = print_table(given, tmp_path / f"{name}.pdf", data_dir, drawer=name)
        images.append(poppler("pdftoppm", "-r", 50, "-gray", path))
    assert len(images[0]) == len(images[1])
    differing = sum(abs(a - b) > 100 for a, b in zip(*images, strict=True))
    assert differing < 0.002 * len(images[0])


def test_hard_texts_survive(drawer, data_dir, tmp_path):
    row = printed_row("产出指标", "数量指标", "x" * 300, "=100%", "'<>&\"'")
    given = table(
        project("1", name=EVIL, justification=EVIL, rows=(row,)),
        project("2", name="无指标", rows=(), annual_objective=""),
        project("3", amount=Decimal("1234567890123456789012.34")),
        project("4", amount=Decimal("1000000000000.00")),
    )
    path = print_table(given, tmp_path / "hard.pdf", data_dir, drawer=drawer)
    assert_holds_every_cell(path, given)
    assert "##" not in text_of(path)
    with pikepdf.open(path) as pdf:
        assert not pdf.attachments


def column_of(path, plan, column):
    """What stands below the header in one column, page after page, cut out of the drawn pages."""
    left = plan.paper.margin_x + sum(plan.widths[:column])
    found = []
    for number, page in enumerate(plan.pages, 1):
        top = page.top + plan.header.height
        window = ["-x", left, "-y", top, "-W", plan.widths[column], "-H", plan.paper.bottom - top]
        whole = map(round, window[1::2])
        place = [part for pair in zip(window[::2], whole, strict=True) for part in pair]
        found.append(poppler("pdftotext", "-raw", "-f", number, "-l", number, *place, path, "-").decode())
    return squeezed("".join(found))


def test_six_thousand_characters_come_out_whole_and_in_order(drawer, fonts, data_dir, tmp_path):
    long = "".join(f"第{number}条，保障工作顺利开展。" for number in range(500))
    given = table(project(overall_objective=long, annual_objective="短"))
    path = print_table(given, tmp_path / "long.pdf", data_dir, drawer=drawer)
    column = GOAL_LAYOUT.index("overall_objective")
    # The total row below has a note in this column.
    assert column_of(path, plan_table(given, fonts), column).startswith(long)


def test_an_empty_selection_prints_one_page(drawer, data_dir, tmp_path):
    path = print_table(table(), tmp_path / "empty.pdf", data_dir, drawer=drawer)
    assert "没有符合条件的项目" in text_of(path)
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 1


def test_a3_paper_is_a3(drawer, data_dir, tmp_path):
    path = print_table(table(project(), paper="A3"), tmp_path / "a3.pdf", data_dir, drawer=drawer)
    with pikepdf.open(path) as pdf:
        assert [round(float(edge)) for edge in pdf.pages[0].MediaBox] == [0, 0, 1191, 842]


def test_characters_without_glyph_are_printed_visibly_and_reported(drawer, data_dir, tmp_path):
    path = tmp_path / "emoji.pdf"
    (warning,) = write_pdf(table(project(name="慰问😀党员")), path, data_dir=data_dir, drawer=drawer)
    assert "U+1F600" in warning
    assert "慰问〓党员" in squeezed(text_of(path))


def test_the_sites_own_faces_set_what_they_have(drawer, tmp_path):
    (tmp_path / "fonts").mkdir()
    make_font(tmp_path / "fonts" / "a.ttf", "FangSong", "曲江区")
    path = print_table(table(project(name="韶关市曲江区")), tmp_path / "site.pdf", tmp_path, drawer=drawer)
    assert "韶关市曲江区" in squeezed(text_of(path))
    fonts = poppler("pdffonts", path).decode()
    assert "FangSong-Body" in fonts and "NotoSerifCJKSC-Body" in fonts


def test_progress_counts_to_the_last_page(drawer, data_dir, tmp_path):
    calls = []
    given = table(*(project(str(n), rows=indicator_rows(30)) for n in range(8)))
    print_table(given, tmp_path / "p.pdf", data_dir, drawer=drawer, progress=lambda *call: calls.append(call))
    done, total = calls[-1]
    assert done == total > 5


def test_raising_progress_stops_the_work_and_leaves_no_file(drawer, data_dir, tmp_path):
    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        print_table(table(project()), tmp_path / "p.pdf", data_dir, drawer=drawer, progress=stop)
    assert not (tmp_path / "p.pdf").exists()


def test_data_that_may_not_be_written_does_not_stop_printing(drawer, tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    path = print_table(table(project()), tmp_path / "p.pdf", tmp_path, drawer=drawer)
    assert path.stat().st_size > 10_000


def test_chunks_are_merged_in_order_and_share_their_fonts(fonts, data_dir, tmp_path, monkeypatch):
    monkeypatch.setattr(html_pages, "CHUNK", 2)
    given = [project(str(n), name=f"项目{n}", rows=indicator_rows(25)) for n in range(5)]
    plan = TablePages(plan_table(table(*given), fonts))
    with pikepdf.new() as pdf:
        subsets = page_subsets(plan, data_dir / "cache" / "fonts")
        done = list(html_pages.add_pages(pdf, plan, subsets))
        assert done[-1] == plan.page_count > 2 * (len(done) - 1)
        pdf.save(tmp_path / "chunks.pdf")
    text = squeezed(text_of(tmp_path / "chunks.pdf"))
    places = [text.find(f"第{number}页/共{plan.page_count}页") for number in range(1, plan.page_count + 1)]
    assert -1 not in places and places == sorted(places)
    assert len(poppler("pdffonts", tmp_path / "chunks.pdf").splitlines()) == 4


@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://127.0.0.1:8000/", "data:text/plain,x"])
def test_nothing_but_the_fonts_can_be_fetched(address, tmp_path):
    allowed = tmp_path / "font.otf"
    allowed.write_bytes(b"font")
    fetch = only([str(allowed)]).fetch
    assert fetch(allowed.as_uri()).read() == b"font"
    with pytest.raises(ValueError, match="refused"):
        fetch(address)


def test_even_unescaped_markup_reaches_no_file(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    html = f'<link rel="attachment" href="{secret.as_uri()}"><img src="{secret.as_uri()}"><p>x'
    (tmp_path / "out.pdf").write_bytes(render(html, []))
    with pikepdf.open(tmp_path / "out.pdf") as pdf:
        assert not pdf.attachments
    assert b"geheim" not in (tmp_path / "out.pdf").read_bytes()


def test_missing_libraries_are_one_clear_line(data_dir, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(CannotPrint, match="apt install libpango"):
        print_table(table(project()), tmp_path / "p.pdf", data_dir, drawer="weasyprint")


def producer_of(path) -> bytes:
    """WeasyPrint embeds whole fonts of a page's chunk; our own drawing names its fonts by number."""
    with pikepdf.open(path) as pdf:
        return b" ".join(str(name).encode() for name in pdf.pages[0].Resources.Font)


def test_the_site_chooses_its_drawer_and_a_caller_another(data_dir, tmp_path, settings):
    paths = {
        name: print_table(table(project()), tmp_path / f"{name}.pdf", data_dir, drawer=name)
        for name in DRAWERS
    }
    assert producer_of(paths["direct"]) != producer_of(paths["weasyprint"])
    for name in DRAWERS:
        settings.TABLE_DRAWER = name
        write_pdf(table(project()), tmp_path / "site.pdf", data_dir=data_dir)
        assert producer_of(tmp_path / "site.pdf") == producer_of(paths[name])


def test_a_drawer_that_is_none_is_named_with_those_there_are(data_dir, tmp_path, settings):
    settings.TABLE_DRAWER = "crayon"
    with pytest.raises(CannotPrint, match=r"“crayon”.+weasyprint、direct"):
        write_pdf(table(project()), tmp_path / "p.pdf", data_dir=data_dir)
    assert not (tmp_path / "p.pdf").exists()


def test_one_pasted_radical_changes_no_other_sign_of_the_book(drawer, data_dir, tmp_path):
    """⼈ and 人, ‑ and - are drawn with one glyph: a page that held both would copy both as the one."""
    pasted = project(name="⼈民⼯作补助〜2023‑2025", justification="人民的工作，2-3次，3～5天")
    path = print_table(table(pasted), tmp_path / "twins.pdf", data_dir, drawer=drawer)
    text = squeezed(text_of(path))
    assert "人民工作补助～2023-2025" in text
    assert "人民的工作，2-3次，3～5天" in text
    assert not set(text) & set("⼈⼯〜‑")
