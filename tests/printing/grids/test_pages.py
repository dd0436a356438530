"""Forms as planned pages: read back from the PDF, and as drawings."""

from datetime import date
from decimal import Decimal

import pikepdf
import pytest

from printing.grids.grid import Form, Sort
from printing.grids.pages import FormPages
from printing.pdf import DRAWERS, write_pages
from tests.printing.test_pdf import squeezed, text_of

pytestmark = pytest.mark.pure


def form(rows=3, *, name="干部培训", text="全年培训100人次。", **options):
    """A form with a money row, a merged label beside a list with a head, and a foot."""
    made = Form(name, f"申报表\n（{name}）", (6, 14, 40, 40), **options)
    made.line(("金额", Sort.LABEL, 2), (Decimal("3518.85"), Sort.NUMBER, 1), ("万元", Sort.TEXT, 1))
    made.line(("目标", Sort.LABEL, 2), (text, Sort.TEXT, 2))
    head = made.line(
        ("绩\n效\n指\n标", Sort.LABEL, 1, rows + 1), *((t, Sort.LABEL, 1) for t in ("级", "名", "值"))
    )
    for number in range(rows):
        made.row += 1
        made.put(made.row, 2, f"指标{number}号", Sort.TEXT)
        made.put(made.row, 3, f"≥{number}人次", Sort.TEXT)
    if rows:
        made.put(head + 1, 1, "产出指标", Sort.CENTER, 1, rows)
    made.repeats, made.list_end = (head, head), made.row + 1
    made.line(("填报人：", Sort.PLAIN, 2), ("盖章", Sort.PLAIN, 2))
    return made


def book(fonts, *forms, **options):
    return FormPages(forms, fonts, "申报表", date(2026, 1, 5), **options)


def pages_of(pages):
    return ["\n".join("".join(text.lines) for text in drawing.texts) for drawing in pages.drawings()]


def printed(pages, path, data_dir, drawer="direct"):
    write_pages(pages, path, data_dir=data_dir, drawer=drawer)
    return text_of(path).split("\f")[:-1]


@pytest.mark.parametrize("drawer", DRAWERS)
def test_both_drawers_print_every_text_of_a_form(drawer, fonts, data_dir, tmp_path):
    (page,) = printed(book(fonts, form()), tmp_path / "f.pdf", data_dir, drawer)
    for text in ("申报表", "（干部培训）", "3,518.85", "全年培训100人次。", "指标2号", "≥2人次", "填报人：",
                 "盖章", "第1页/共1页", "打印日期：2026年1月5日"):  # fmt: skip
        assert text in squeezed(page), text


def test_a_long_form_repeats_the_head_of_its_list_and_its_merged_labels(fonts):
    pages = pages_of(book(fonts, form(150)))
    assert len(pages) == 4
    for page in pages:
        assert "绩效指标" in page and "产出指标" in page and "\n名\n" in page
    assert all("申报表（干部培训）（续）" in page for page in pages[1:])
    joined = "\n".join(pages)
    assert all(joined.count(f"指标{number}号") == 1 for number in range(150))


def test_no_cell_stands_on_another_and_none_outside_the_grid(fonts):
    book_ = book(fonts, form(150))
    for page in book_._own:
        boxes = [(c.column, c.column + c.column_span, c.top, c.top + c.height) for c in page.cells]
        assert max(box[3] for box in boxes) + page.top <= page.paper.bottom + 0.01
        for place, one in enumerate(boxes):
            for other in boxes[place + 1 :]:
                beside = one[1] <= other[0] or other[1] <= one[0]
                assert beside or one[3] <= other[2] + 0.01 or other[3] <= one[2] + 0.01


def test_a_text_longer_than_a_page_goes_on_overleaf_and_loses_nothing(fonts):
    text = "".join(f"第{number}项工作按期完成，" for number in range(900))
    drawings = list(book(fonts, form(3, text=text)).drawings())
    assert len(drawings) > 1
    shown = "".join("".join(t.lines) for page in drawings for t in page.texts if len(t.lines) > 4)
    assert all(f"第{number}项工作" in shown for number in range(900))


def test_a_number_too_long_for_its_column_is_set_smaller_not_broken(fonts):
    made = Form("长金额", "长金额", (4, 96))
    made.line((Decimal("9999999999999.99"), Sort.NUMBER, 1), ("元", Sort.TEXT, 1))
    (drawing,) = book(fonts, made).drawings()
    number = next(text for text in drawing.texts if "9,999" in text.lines[0])
    assert number.lines == ("9,999,999,999,999.99",)
    assert number.size < 9


def test_the_contents_name_the_page_on_which_each_form_begins(fonts, data_dir, tmp_path):
    forms = [form(60, name=f"项目{n}", section=f"13000{n // 2}-某单位") for n in range(4)]
    pages = printed(book(fonts, *forms), tmp_path / "f.pdf", data_dir)
    for place in range(4):
        number = 2 + 2 * place
        assert f"项目{place}{number}" in squeezed(pages[0])
        assert f"（项目{place}）" in squeezed(pages[number - 1])
    with pikepdf.open(tmp_path / "f.pdf") as pdf, pdf.open_outline() as outline:
        titles = [(item.title, [child.title for child in item.children]) for item in outline.root]
    assert titles == [
        ("目录", []), ("130000-某单位", ["项目0", "项目1"]), ("130001-某单位", ["项目2", "项目3"]),
    ]  # fmt: skip


@pytest.mark.parametrize(("paper", "size"), [("A4", (595, 842)), ("A3", (842, 1191))])
def test_paper_and_direction_are_the_forms(paper, size, fonts, data_dir, tmp_path):
    upright, wide = form(name="竖"), form(name="横", landscape=True)
    write_pages(
        book(fonts, upright, wide, paper=paper, contents=False), tmp_path / "f.pdf", data_dir=data_dir
    )
    with pikepdf.open(tmp_path / "f.pdf") as pdf:
        boxes = [tuple(round(float(edge)) for edge in page.MediaBox[2:]) for page in pdf.pages]
    assert boxes == [size, size[::-1]]


def test_the_mark_stands_at_the_foot_of_every_page(fonts):
    pages = pages_of(book(fonts, form(150, mark="草稿，未经批复")))
    assert all("草稿，未经批复" in page for page in pages)


def test_signatures_stay_together(fonts):
    for rows in range(36, 50):
        made = form(rows, together=3)
        pages = pages_of(book(fonts, made))
        assert "盖章" in pages[-1] and f"指标{rows - 1}号" in pages[-1], rows


def test_no_form_is_a_page_that_says_so(fonts):
    assert "没有符合条件的内容" in pages_of(book(fonts))[0]


def test_a_character_that_no_font_has_is_named(fonts):
    pages = book(fonts, form(name="\U0001f600项目"))
    assert pages.warnings and "U+1F600" in pages.warnings[0]
