"""manage.py setup_site: as often as one likes, without undoing anybody's work."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from indicators.management.commands.setup_site import DEMO_USERS
from indicators.models import Indicator, IndicatorScheme
from perfgoals.accounts.models import User
from projects.models import BudgetCycle, Department, FunctionalSubject, FundSource, Project

COUNTED = [User, Department, FundSource, FunctionalSubject, IndicatorScheme, BudgetCycle, Project, Indicator]


@pytest.fixture(autouse=True)
def own_static_folder(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"


def setup(**options) -> dict[str, str]:
    """Run the command; user name → printed password."""
    out = StringIO()
    call_command("setup_site", stdout=out, **options)
    return dict(re.findall(r"^  (\S+) +(\S{16}) ", out.getvalue(), flags=re.MULTILINE))


def counts():
    return {model.__name__: model.objects.count() for model in COUNTED}


def test_the_demo_has_the_published_table_and_an_account_for_every_role(db):
    passwords = setup(demo=True)
    assert Project.objects.count() == 54
    assert passwords.keys() == {username for username, *_ in DEMO_USERS}
    assert len(set(passwords.values())) == len(passwords)
    for username, _, role, unit in DEMO_USERS:
        user = User.objects.get(username=username)
        assert user.check_password(passwords[username])
        assert user.must_change_password
        [[membership]] = user.roles.values()
        assert membership.role == role
        assert (membership.department.code if membership.department else None) == unit


def test_a_second_run_changes_nothing_and_prints_no_password(db):
    setup(demo=True)
    before, user = counts(), User.objects.get(username="reviewer")
    assert setup(demo=True) == {}
    assert counts() == before
    assert User.objects.get(pk=user.pk).password == user.password


def test_an_empty_site_starts_with_the_two_who_make_accounts(db):
    assert setup().keys() == {"administrator", "security"}
    assert not BudgetCycle.objects.exists()
    assert FunctionalSubject.objects.exists()
    assert IndicatorScheme.objects.count() == 2
    assert setup() == {}


def test_a_site_with_people_gets_no_further_accounts(reviewer):
    assert setup() == {}


def test_a_demo_on_an_empty_site_adds_what_is_missing(db):
    first = setup()
    added = setup(demo=True)
    assert not first.keys() & added.keys()
    assert len(first) + len(added) == len(DEMO_USERS)


def test_a_folder_that_takes_no_files_is_named_in_one_line(db, settings, tmp_path):
    (tmp_path / "static").write_text("not a folder")
    with pytest.raises(CommandError, match="不能使用") as refusal:
        setup()
    assert "\n" not in str(refusal.value)
