"""Rules of points, rounds and limits are set by 系统管理员, checked and recorded."""

import pytest
from django.urls import reverse

from evaluation.models import EvaluationRules
from monitoring.models import MonitoringRound, MonitoringRules
from perfgoals.audit.models import AuditEvent

RULES = {
    "execution_points": "10", "at_most": "ratio", "satisfaction_floor": "", "met_from": "80",
    "partly_from": "60", "over_share": "", "over_deduction": "0", "caps": "",
    "grades": "85 优\n60 良", "shares": "by_tier", "tier_points": "产出 60\n效益 40",
}  # fmt: skip


@pytest.fixture
def client(administrator, client_for):
    return client_for(administrator)


def added(client, model, **values):
    return client.post(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add"), values)


def test_every_variant_can_be_chosen(client, cycle):
    response = added(client, EvaluationRules, cycle=cycle.pk, **RULES)
    assert response.status_code == 302
    rules = EvaluationRules.objects.get().value()
    assert (rules.at_most, rules.caps) == ("ratio", ())
    assert rules.satisfaction_floor is None and rules.over_share is None
    assert rules.grades[0][0] == 85 and rules.tier_points["产出"] == 60
    assert AuditEvent.objects.filter(verb="create", object_type="evaluationrules").exists()


@pytest.mark.parametrize(
    "values", [{"caps": "80"}, {"caps": "80 89\n50 59"}, {"partly_from": "90"}, {"grades": "90 A"}]
)
def test_what_makes_no_sense_is_refused_with_words(client, cycle, values):
    response = added(client, EvaluationRules, cycle=cycle.pk, **RULES | values)
    assert response.status_code == 200
    assert 'class="errorlist' in response.content.decode()
    assert not EvaluationRules.objects.exists()


def test_rounds_and_limits(client, cycle):
    assert added(client, MonitoringRound, cycle=cycle.pk, title="", last_month="7").status_code == 302
    values = {
        "red_below": "50",
        "yellow_below": "80",
        "blue_from": "120",
        "spending_floors": "6 40\n10月 80%",
    }
    assert added(client, MonitoringRules, cycle=cycle.pk, widest_gap="", **values).status_code == 302
    assert MonitoringRound.objects.get().period == "1—7月"
    rules = MonitoringRules.objects.get()
    assert rules.value().red_below == 50 and rules.spending_floors == [[6, 40], [10, 80]]


def test_nobody_reads_or_types_json(client, cycle):
    page = client.get(reverse("admin:evaluation_evaluationrules_add")).content.decode()
    assert "90 优\n80 良\n60 中" in page and "80 89" in page and "产出 50" in page
    assert "excellent" not in page and "[[" not in page


def test_the_rules_are_nobody_elses(client_for, approver, cycle):
    response = client_for(approver).get(reverse("admin:evaluation_evaluationrules_changelist"))
    assert response.status_code in (302, 403)
