"""What stands beside the inputs of the form."""

from types import SimpleNamespace

import pytest
from django.template import Context, Template

pytestmark = pytest.mark.pure


def beside(target: str, *items) -> str:
    said = [SimpleNamespace(kind=kind, short=text) for kind, text in items]
    found = SimpleNamespace(by_target={"id_name": said})
    return Template("{% load entry %}{% notes target %}").render(Context({"found": found, "target": target}))


def test_an_input_without_notes_has_a_place_for_them():
    assert beside("id_rows-0-name", ("advice", "x")) == (
        '<div class="notes" id="id_rows-0-name_note" data-notes="id_rows-0-name"></div>'
    )


@pytest.mark.parametrize(
    ("kind", "lead"),
    [
        ("advice", "提示："),
        ("remark", "<strong>审核意见：</strong>"),
        ("wrong", "<strong>强制</strong> "),
        ("finding", "<strong>强制</strong> "),
        ("other", ""),
    ],
)
def test_a_note_says_how_heavy_it_is(kind, lead):
    assert f'<p class="note note-{kind}">{lead}写明 5&lt;6</p>' in beside("id_name", (kind, "写明 5<6"))


def test_what_is_only_missing_stands_in_the_box_on_top():
    shown = beside("id_name", ("missing", "请填写"), ("advice", "短一些"))
    assert "请填写" not in shown and "短一些" in shown


def test_text_of_users_is_escaped():
    assert "<script" not in beside("id_name", ("remark", "<script>alert(1)</script>"))
