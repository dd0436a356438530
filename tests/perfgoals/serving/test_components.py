"""What the site is made of, and that an office may use and pass on all of it."""

import json

import pytest
from django.core.management import call_command

from perfgoals.serving.components import bill_of_materials, components, is_free, locked_names
from tests.sites import ROOT

pytestmark = pytest.mark.pure
LOCKS = [ROOT / name for name in ("requirements.txt", "requirements-s3.txt", "requirements-test.txt")]


def test_every_locked_package_may_be_used_and_passed_on():
    """AGPL, non-commercial and unknown licences are refused, also for what only the tests need."""
    names = locked_names(*LOCKS)
    found = components(names)
    assert {component.name for component in found} == set(names), "all are installed where the suite runs"
    assert [(c.name, c.licences) for c in found if not c.is_free] == []


@pytest.mark.parametrize(
    "licence",
    [
        "MIT", "MIT License", "MIT-0", "MIT-CMU", "BSD-3-Clause", "BSD License", "Apache-2.0", "PSFL",
        "MPL-2.0 AND MIT", "Apache Software License", "LGPL-3.0-only",
        "GNU Lesser General Public License v2 or later (LGPLv2+)",
        "GPL-2.0-only OR MPL-2.0", "Mozilla Public License 2.0 (MPL 2.0)",
        "Python Software Foundation License",
    ],
)  # fmt: skip
def test_licences_that_are_free(licence):
    assert is_free(licence)


@pytest.mark.parametrize(
    "licence",
    [
        "", "UNKNOWN", "Other/Proprietary License", "AGPL-3.0-only", "GNU Affero General Public License v3",
        "MIT AND AGPL-3.0-only", "CC-BY-NC-4.0", "MIT with Commons Clause", "SSPL-1.0", "BUSL-1.1",
        "Free for non-commercial use (MIT)", "GPL-3.0-or-later", "see LICENSE",
        "GNU General Public License v2 or later (GPLv2+)", "Elastic-2.0", "limited", "submitted",
    ],
)  # fmt: skip
def test_licences_that_are_not(licence):
    assert not is_free(licence)


def test_the_bill_of_materials_is_one():
    bill = bill_of_materials()
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    by_name = {component["name"]: component for component in bill["components"]}
    assert {"django", "weasyprint", "psycopg"} <= set(by_name)
    assert "pytest" not in by_name, "what only the tests need is no part of the site"
    assert by_name["django"]["purl"].startswith("pkg:pypi/django@5.2.")
    assert by_name["django"]["licenses"] == [{"license": {"name": "BSD-3-Clause"}}]
    refs = {component["bom-ref"] for component in bill["components"]}
    assert {ref for entry in bill["dependencies"] for ref in entry["dependsOn"]} <= refs
    needs = {entry["ref"]: entry["dependsOn"] for entry in bill["dependencies"]}
    assert by_name["sqlparse"]["purl"] in needs[by_name["django"]["purl"]]


def test_the_command_writes_it(tmp_path, capsys):
    call_command("sbom", output=tmp_path / "sbom.json")
    assert "个程序库" in capsys.readouterr().out
    assert json.loads((tmp_path / "sbom.json").read_text("utf-8"))["components"]
    call_command("sbom")
    assert json.loads(capsys.readouterr().out)["bomFormat"] == "CycloneDX"
