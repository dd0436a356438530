import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from printing import fonts as fonts_module
from printing.fonts import REPLACEMENT, MissingFont, find_fonts
from printing.subsets import FILES_KEPT, make_subsets
from tests.printing.fontfiles import make_font

pytestmark = pytest.mark.pure


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "fonts"
    folder.mkdir()
    make_font(folder / "a.ttf", "FZFangSong-Z02", "曲江区")
    make_font(folder / "b.ttf", "方正小标宋简体", "韶关市")
    (folder / "broken.ttf").write_bytes(b"no font at all")
    (folder / "readme.txt").write_text("字库")
    return tmp_path


def outline(font, char):
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[font.getBestCmap()[ord(char)]].draw(pen)
    return pen.value


def test_noto_serif_sets_texts_and_its_bold_the_headings(fonts):
    assert [face.family for face in fonts.body.faces] == ["Noto Serif CJK SC"]
    assert "Bold" in fonts.head.faces[0].path.name
    assert fonts.body.width("曲江1") == pytest.approx(2 + fonts.body.advances["1"])


def test_rare_name_characters_are_covered(fonts):
    assert fonts.body.missing("喆堃昇镕犇") == set()


def test_what_no_face_has_is_replaced_visibly_and_named(fonts):
    assert fonts.body.printable("慰问😀老党员\U0003ffff") == f"慰问{REPLACEMENT}老党员{REPLACEMENT}"
    assert fonts.body.missing("慰问😀老党员") == {"😀"}


def test_invisible_characters_go_and_line_ends_become_one(fonts):
    assert fonts.body.printable("a\x00b\x0b\x1fc\u200d\ufe0f\r\nd\te\ufffe") == "ab\nc\nd e"


def test_the_replacement_itself_is_not_reported(fonts):
    assert fonts.body.missing("甲〓乙") == set()


def test_site_fonts_come_first_and_noto_fills_their_gaps(site):
    found = find_fonts(site)
    assert [face.path.name for face in found.body.faces] == ["a.ttf", "NotoSerifCJK-Regular.ttc"]
    assert [face.path.name for face in found.head.faces] == ["b.ttf", "NotoSerifCJK-Bold.ttc"]
    assert found.body.width("曲") == 0.5
    assert found.body.width("韶") == 1
    assert [share for _, share in found.body.shares("曲江韶")] == [{"曲", "江"}, {"韶"}]


def test_a_font_added_while_the_site_runs_is_found(tmp_path):
    assert len(find_fonts(tmp_path).body.faces) == 1
    (tmp_path / "fonts").mkdir()
    make_font(tmp_path / "fonts" / "x.ttf", "仿宋_GB2312", "曲")
    assert len(find_fonts(tmp_path).body.faces) == 2


def test_without_any_font_the_message_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts_module, "NOTO_FOLDERS", ())
    monkeypatch.setattr(fonts_module, "NOTO_FAMILIES", ("No Such Family",))
    with pytest.raises(MissingFont, match="apt install fonts-noto-cjk"):
        find_fonts(tmp_path)


def test_fontconfig_is_asked_when_the_usual_folders_have_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts_module, "NOTO_FOLDERS", ())
    assert find_fonts(tmp_path).body.faces[0].family == "Noto Serif CJK SC"


def test_a_subset_has_the_same_outlines_and_widths_under_codes_of_its_own(fonts, tmp_path):
    (subset,) = make_subsets(fonts.body, "曲江区1%", tmp_path)
    with fonts.body.faces[0].open() as whole, TTFont(subset.path) as small:
        assert set(map(chr, small.getBestCmap())) == set("曲江区1%" + REPLACEMENT)
        assert all(outline(small, char) == outline(whole, char) for char in "曲江区1%")
        assert small["hmtx"][small.getBestCmap()[ord("1")]][0] / 1000 == fonts.body.width("1")
        assert small.getGlyphOrder() == [".notdef"] + [f"cid{place:05d}" for place in range(1, 7)]
    assert subset.path.stat().st_size < 20_000


def test_a_subset_is_made_once_for_the_same_characters(fonts, tmp_path):
    (first,) = make_subsets(fonts.body, "曲江", tmp_path)
    made = first.path.stat().st_ctime_ns, first.path.read_bytes()
    (again,) = make_subsets(fonts.body, "江曲曲", tmp_path)
    assert (again.path, again.path.read_bytes()) == (first.path, made[1])
    assert len(list(tmp_path.iterdir())) == 1


def test_every_face_that_is_needed_gets_its_subset(site):
    found = find_fonts(site)
    subsets = make_subsets(found.body, "曲江韶", site / "cache")
    assert [subset.characters for subset in subsets] == [{"曲", "江"}, {"韶", REPLACEMENT}]
    with TTFont(subsets[0].path) as small:
        assert "glyf" in small and small["hhea"].ascent == 880


def test_old_subsets_are_forgotten(fonts, tmp_path):
    for number in range(FILES_KEPT + 5):
        (tmp_path / f"{number}.otf").touch()
    make_subsets(fonts.body, "曲", tmp_path)
    assert len(list(tmp_path.glob("*.otf"))) == FILES_KEPT
