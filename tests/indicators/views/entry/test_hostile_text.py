"""Whatever is typed is cleaned or refused with a reason, shown as text, and never breaks print or export."""

import pytest
from django.urls import reverse

from indicators.domain.entry.entries import RowEntry
from tests.factories import PerformanceGoalFactory, category
from tests.indicators.posts import posted, reread

pytestmark = pytest.mark.django_db

HOSTILE = {
    "nul": ("甲\x00乙", "甲乙"),
    "control": ("甲\x07\x1b[31m乙\x85丙", "甲[31m乙\n丙"),
    "script": ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    "attribute": ('"><img src=x onerror=alert(1)>', '"><img src=x onerror=alert(1)>'),
    "template": ("{{ 7*7 }}{% now %}", "{{ 7*7 }}{% now %}"),
    "right to left": ("甲\u202e乙\u2066丙", "甲乙丙"),
    "emoji": ("达标👍🏽家👨‍👩‍👧", "达标👍🏽家👨‍👩‍👧"),
    "zero width": ("甲\u200b\ufeff乙", "甲乙"),
    "formula": ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
    "rare plane": ("𠮷𪚥", "𠮷𪚥"),
}
FACTS = ["name", "justification", "overall_objective", "annual_objective"]
CELLS = ["name", "period_target", "annual_target", "note"]


@pytest.fixture
def goal(cycle, unit):
    return PerformanceGoalFactory(project__cycle=cycle, project__department=unit)


@pytest.fixture
def client(client_for, preparer):
    return client_for(preparer)


@pytest.mark.parametrize(("typed", "kept"), HOSTILE.values(), ids=HOSTILE)
def test_text_is_stored_clean_in_every_field_and_shown_as_text(client, goal, typed, kept):
    row = RowEntry(category=category().pk, **dict.fromkeys(CELLS, typed))
    data = posted(goal, rows=[row], **dict.fromkeys(FACTS, typed))
    assert client.post(reverse("goal_autosave", args=[goal.pk]), data).status_code == 200
    goal = reread(goal)
    one_line = " ".join(kept.split("\n"))
    assert (goal.project.name, goal.project.justification, goal.overall_objective) == (one_line, kept, kept)
    stored = goal.indicators.all()[0]
    assert (stored.name, stored.period_target, stored.annual_target, stored.note) == (
        kept,
        kept,
        kept,
        one_line,
    )
    for name in ("goal_edit", "goal_detail", "edit_preview"):
        html = client.get(reverse(name, args=[goal.pk])).content.decode()
        assert "<script>alert" not in html and "<img src=x" not in html


@pytest.mark.parametrize("typed", ["<script>x</script>", "甲\x00", "字" * 32_000, "👍" * 100], ids=range(4))
def test_amount_and_subject_refuse_such_text_with_a_reason(client, goal, typed):
    answer = client.post(
        reverse("goal_autosave", args=[goal.pk]), posted(goal, amount=typed, functional_subject=typed)
    ).json()
    wrong = {item["target"] for item in answer["problems"] if item["kind"] == "wrong"}
    assert {"id_amount", "id_functional_subject"} <= wrong
    assert reread(goal).project.amount is None and "<script>x" not in answer["box"]


@pytest.mark.parametrize("cell", ["name", "period_target", "annual_target", "note"])
def test_32_thousand_characters_in_a_cell_are_refused_with_the_count_and_kept_in_the_form(client, goal, cell):
    row = RowEntry(category=category().pk, **({"name": "行"} | {cell: "字" * 32_000}))
    answer = client.post(reverse("goal_autosave", args=[goal.pk]), posted(goal, rows=[row])).json()
    said = [item["message"] for item in answer["problems"] if item["target"] == f"id_rows-0-{cell}"]
    assert any("32,000" in message for message in said)
    assert "字" * 32_000 in client.get(reverse("goal_edit", args=[goal.pk])).content.decode()


def test_broken_bytes_do_no_harm(client, goal):
    body = b"&".join(
        f"{key}={value}".encode()
        for key, value in posted(goal).items()
        if key not in ("base", "justification")
    )
    answer = client.generic(
        "POST", reverse("goal_autosave", args=[goal.pk]), body + b"&base=&justification=%ED%A0%80%FF",
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    assert answer.status_code == 200
    assert reread(goal).project.justification.strip("\ufffd") == ""


@pytest.mark.parametrize(("typed", "kept"), HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("format", ["xlsx", "pdf"])
def test_table_with_such_text_is_still_exported(client, goal, typed, kept, format):
    row = RowEntry(category=category().pk, **dict.fromkeys(CELLS, typed))
    client.post(
        reverse("goal_autosave", args=[goal.pk]), posted(goal, rows=[row], **dict.fromkeys(FACTS, typed))
    )
    answer = client.get(reverse("export_goal", args=[goal.pk, format]))
    assert answer.status_code == 200 and len(b"".join(answer.streaming_content)) > 1000
