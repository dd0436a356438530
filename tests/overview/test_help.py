"""Help by role: pages that can be read, searched and printed; every picture is there and small."""

import pytest
from django.urls import reverse

from overview.help import PICTURES, guides, search_guides
from tests.test_house import tracked_files

pytestmark = pytest.mark.django_db
LARGEST = 60_000


def test_there_is_a_guide_for_each_kind_of_work():
    assert [guide.title for guide in guides()] == ["填报", "审核", "批复", "管理"]


@pytest.mark.parametrize("key", ["prepare", "review", "approve", "manage"])
def test_a_guide_shows_all_its_topics(client_for, preparer, key):
    page = client_for(preparer).get(reverse("help_guide", args=[key])).content.decode()
    guide = next(guide for guide in guides() if guide.key == key)
    assert all(step in page for topic in guide.topics for step in topic.steps)


def test_an_unknown_guide_is_not_found(client_for, preparer):
    assert client_for(preparer).get(reverse("help_guide", args=["cook"])).status_code == 404


def test_every_picture_is_used_there_and_small():
    named = {topic.picture for guide in guides() for topic in guide.topics} - {""}
    files = {path.name: path for path in tracked_files(".webp")}
    assert set(files) == named and files
    assert all(path.parent == PICTURES and path.stat().st_size < LARGEST for path in files.values())


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("粘贴", "填写"),
        ("ｅｘｃｅｌ", "开始一个项目"),
        ("密码 首次", "第一次登录"),
        ("合并", None),
        ("  ", None),
    ],
)
def test_words_are_found_whatever_their_width(text, topic):
    found = [topic.title for _, topic in search_guides(text)]
    assert topic in found if topic else found == []


def test_searching_leads_to_the_topic_and_to_the_fields(client_for, preparer):
    from indicators.models import FieldHelp

    FieldHelp.objects.update_or_create(
        key="justification", defaults={"label": "设立依据", "text": "写文件名称和文号。", "example": ""}
    )
    page = client_for(preparer).get(reverse("help_search"), {"q": "文号"}).content.decode()
    assert f"{reverse('help')}#justification" in page
    page = client_for(preparer).get(reverse("help_search"), {"q": "撤回"}).content.decode()
    assert f"{reverse('help_guide', args=['prepare'])}#t5" in page


def test_a_word_that_nobody_wrote_says_what_to_do(client_for, preparer):
    page = client_for(preparer).get(reverse("help_search"), {"q": "披萨"}).content.decode()
    assert "没有“披萨”" in page and "换个词" in page
