"""What a round and a report may hold."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from monitoring.lights import DEFAULT_RULES
from monitoring.models import MonitoringRound, MonitoringRules
from tests.factories import MonitoringReportFactory, MonitoringRoundFactory


def refused(create, **values):
    with pytest.raises(IntegrityError), transaction.atomic():
        create(**values)


def test_a_round_is_known_by_its_last_month(cycle):
    found = MonitoringRoundFactory(cycle=cycle, last_month=7)
    assert (found.period, found.label) == ("1—7月", "1—7月")
    refused(MonitoringRound.objects.create, cycle=cycle, last_month=7)
    refused(MonitoringRound.objects.create, cycle=cycle, last_month=13)


def test_a_project_reports_once_a_round(db):
    report = MonitoringReportFactory()
    refused(MonitoringReportFactory, round=report.round, project=report.project)
    MonitoringReportFactory(
        round=MonitoringRoundFactory(cycle=report.round.cycle, last_month=9), project=report.project
    )


def test_a_correction_says_what_is_to_be_done(db):
    refused(MonitoringReportFactory, needs_correction=True)
    MonitoringReportFactory(needs_correction=True, correction_request="加快支付进度。")


@pytest.mark.parametrize("values", [{"planned_month": 13}, {"possibility": "perhaps"}])
def test_rows_keep_to_their_choices(db, values):
    refused(MonitoringReportFactory().indicators.create, name="次数", **values)


def test_causes_are_shown_by_their_column(db):
    row = MonitoringReportFactory(rows=[{"name": "次数", "causes": ["staff", "funding", "weather"]}])
    assert row.indicators.get().cause_labels == ["人员保障", "经费保障"]


def test_the_default_limits_are_those_of_the_lights(cycle):
    assert MonitoringRules(cycle=cycle).value() == DEFAULT_RULES


def test_limits_of_a_place_are_data(cycle):
    rules = MonitoringRules(cycle=cycle, spending_floors=[[10, 80], [4, 25]], widest_gap=Decimal(10))
    rules.full_clean()
    assert rules.value().spending_floors == ((4, Decimal(25)), (10, Decimal(80)))


@pytest.mark.parametrize("floors", [[[13, 25]], [[4, 101]], [[4]], 4, [["四月", 25]]])
def test_floors_that_make_no_sense_are_refused(cycle, floors):
    with pytest.raises(ValidationError):
        MonitoringRules(cycle=cycle, spending_floors=floors).full_clean()


def test_lights_out_of_order_are_refused(cycle):
    refused(MonitoringRules.objects.create, cycle=cycle, red_below=90)
