"""Modules of static/js one by one: real modules in a real browser, without a site behind them."""

import pytest
from django.urls import reverse

from tests.factories import IndicatorFactory, PerformanceGoalFactory

from .stage import Stage


@pytest.fixture(scope="module")
def stage_of_module(chromium):
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    yield Stage(context.new_page())
    context.close()


@pytest.fixture
def stage(stage_of_module):
    """An empty page; errors of scripts fail the test."""
    stage_of_module.open()
    yield stage_of_module
    assert stage_of_module.errors == []


@pytest.fixture(scope="session")
def rendered_pages() -> dict[str, str]:
    """Pages of the site by name, as rendered for the first test that asked."""
    return {}


@pytest.fixture
def entry_html(request, db, rendered_pages) -> str:
    """The form of a goal with four indicators: 数量指标 甲 and 乙, 质量指标 丙, 服务对象满意度 丁."""
    if "entry" not in rendered_pages:
        rendered_pages["entry"] = _rendered_entry(
            *map(request.getfixturevalue, ("preparer", "unit", "cycle", "client_for"))
        )
    return rendered_pages["entry"]


def _rendered_entry(preparer, unit, cycle, client_for) -> str:
    goal = PerformanceGoalFactory(project__cycle=cycle, project__department=unit)
    rows = [("甲", "数量指标"), ("乙", "数量指标"), ("丙", "质量指标"), ("丁", "服务对象满意度")]
    for position, (name, tier2) in enumerate(rows, start=1):
        IndicatorFactory(
            goal=goal,
            position=position,
            tier2=tier2,
            name=name,
            period_target=f"≥{position}次",
            annual_target="",
        )
    page = client_for(preparer).get(reverse("goal_edit", args=[goal.pk]))
    assert page.status_code == 200
    return page.content.decode()


@pytest.fixture
def grid(stage, entry_html):
    """`window.grid` of the form, bound to its keys; `said`, `offers` and `changes` are what it told."""
    stage.open(entry_html)
    stage.run("""
      const { Grid } = await import("/static/js/grid.js");
      const { bindGrid } = await import("/static/js/grid-keys.js");
      window.said = []; window.changes = 0; window.offers = [];
      window.grid = new Grid(document.getElementById("indicators"), {
        changed: () => { window.changes += 1; },
        say: (words, offer = {}) => { window.said.push(words); window.offers.push(offer); },
      });
      bindGrid(window.grid);
      window.named = (name) => grid.rows.find((row) => grid.part(row, "name").value === name);
      window.names = () => grid.rows.map((row) => grid.part(row, "name").value);
      window.tiers = () => grid.rows.map((row) => grid.category(row).tier2);
    """)
    return stage
