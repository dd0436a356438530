"""Habits of the house that no compiler keeps."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.template import engines
from django.template.defaulttags import URLNode
from django.template.loader import get_template
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.urls import NoReverseMatch, get_resolver
from django.urls.resolvers import URLResolver

from tests.sites import ROOT, Site

pytestmark = pytest.mark.pure

TEMPLATES = ROOT / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.is_file())
# Django and its packages ask for these by name.
VOCABULARIES = {"schemas.openxmlformats.org", "purl.oclc.org", "www.w3.org", "openoffice.org"}
FOUND_BY_NAME = {"admin/base_site.html", "500.html", "admin/import_export/import.html"}


def tracked_files(*suffixes):
    """Files of the repository; of a copy without its history, all but what it has made itself."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode == 0:
        files = [ROOT / name for name in listed.stdout.splitlines()]
    else:
        files = [path for path in ROOT.rglob("*") if not {".venv", ".venv-test", "var"} & set(path.parts)]
    return [path for path in files if path.is_file() and (not suffixes or path.suffix in suffixes)]


def sources(*suffixes):
    """Our own program texts, without the tests."""
    return [path for path in tracked_files(*suffixes) if path.relative_to(ROOT).parts[0] != "tests"]


# --- templates -------------------------------------------------------------------------------------


def parsed(name):
    return get_template(name).template


def nodes_of(name, kind):
    return parsed(name).nodelist.get_nodes_by_type(kind)


def test_every_template_is_used():
    texts = "\n".join(path.read_text("utf-8") for path in sources(".py", ".html"))
    unused = [name for name in NAMES if f'"{name}"' not in texts and name not in FOUND_BY_NAME]
    assert unused == []


@pytest.mark.parametrize("name", NAMES)
def test_templates_name_templates_that_exist(name):
    for kind, part in ((ExtendsNode, "parent_name"), (IncludeNode, "template")):
        for node in nodes_of(name, kind):
            named = getattr(node, part).var
            if isinstance(named, str):
                engines["django"].get_template(named)


def address_names(resolver: URLResolver, prefix=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from address_names(pattern, inner)
        elif pattern.name:
            yield prefix + pattern.name


@pytest.mark.parametrize("name", NAMES)
def test_templates_name_addresses_that_exist(name):
    known = set(address_names(get_resolver()))
    for node in nodes_of(name, URLNode):
        if isinstance(node.view_name.var, str):
            assert node.view_name.var in known


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("print/")])
def test_pages_hold_no_inline_style_script_or_handler(name):
    text = (TEMPLATES / name).read_text("utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"https?://", text), "nothing is loaded from elsewhere"


@pytest.mark.parametrize("name", NAMES)
def test_forms_that_post_carry_the_token(name):
    for form in re.findall(
        r"<form[^>]*method=\"post\".*?</form>", (TEMPLATES / name).read_text("utf-8"), re.S
    ):
        assert "{% csrf_token %}" in form


@pytest.mark.parametrize("name", NAMES)
def test_filters_show_what_the_list_is_filtered_by(name):
    """On the way back the browser would lay over them what was typed for the list after this one."""
    forms = re.findall(r"<form[^>]*method=\"get\"[^>]*>", (TEMPLATES / name).read_text("utf-8"))
    assert [form for form in forms if 'autocomplete="off"' not in form] == []


def test_every_static_file_that_is_named_exists_and_is_used():
    texts = "\n".join(path.read_text("utf-8") for path in sources(".py", ".html", ".css", ".js", ".toml"))
    named = set(re.findall(r"{% static '([^']+)' %}", texts))
    files = {
        str(path.relative_to(ROOT / "static")) for path in tracked_files() if ROOT / "static" in path.parents
    }
    assert named <= files
    unused = [file for file in files - named if Path(file).name not in texts]
    assert unused == []


# --- what the oldest browser can read --------------------------------------------------------------


@pytest.mark.parametrize("path", sources(".css"), ids=lambda path: path.name)
def test_styles_are_those_of_the_oldest_browser(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
    for newer in (":has(", "color-mix(", "@container", "@layer", "oklch("):
        assert newer not in text, newer
    assert not re.search(r"{[^{}@]*&", text), "nested rules"
    assert "@import" not in text
    assert not re.search(r"https?://", text)


# --- dependencies ----------------------------------------------------------------------------------


def requirement_names(path):
    lines = [line.split("#")[0].strip() for line in (ROOT / path).read_text("utf-8").splitlines()]
    return {re.split(r"[\[<>=~! ]", line)[0].lower() for line in lines if line and not line.startswith("-")}


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["perfgoals"]


@pytest.mark.parametrize(
    ("table", "path"),
    [
        ("dependencies", "requirements.in"),
        ("s3-dependencies", "requirements-s3.in"),
        ("test-dependencies", "requirements-test.in"),
    ],
)
def test_every_dependency_has_its_reason(project, table, path):
    assert {name.lower() for name in project[table]} == requirement_names(path)
    assert all(len(reason) > 10 for reason in project[table].values())


@pytest.mark.parametrize("path", ["requirements.txt", "requirements-s3.txt", "requirements-test.txt"])
def test_locked_requirements_have_hashes_and_no_address(path):
    text = (ROOT / path).read_text("utf-8")
    packages = re.findall(r"^[\w.\[\]-]+==", text, re.M)
    assert packages
    assert len(re.findall(r"==[^\\\n]+\\\n +--hash=", text)) == len(packages)
    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash=)", text, re.M), "hashes are the only options"


def locked(path):
    return dict(re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s\\]+)", (ROOT / path).read_text("utf-8"), re.M))


@pytest.mark.parametrize(
    ("source", "lock"),
    [
        ("requirements.in", "requirements.txt"),
        ("requirements-s3.in", "requirements-s3.txt"),
        ("requirements-test.in", "requirements-test.txt"),
    ],
)
def test_everything_that_is_asked_for_is_locked(source, lock):
    assert requirement_names(source) <= {name.lower() for name in locked(lock)}


def test_the_suite_runs_with_what_the_site_runs_with():
    """A library in one lock only: the suite fails on a new machine, or proves another version."""
    suite = locked("requirements-test.txt").items()
    assert locked("requirements.txt").items() <= suite
    assert locked("requirements-s3.txt").items() <= suite


def test_the_program_names_no_other_machine():
    """XML vocabularies and this machine itself; packages come from wherever pip, apt and npm look."""
    found = {
        match
        for path in sources(".py", ".toml", ".txt", ".in", ".html", ".js", ".css", ".json", ".sh", "")
        for match in re.findall(r"https?://([^/\s\"'`<>)}]+)", path.read_text("utf-8"))
    }
    assert {host for host in found if not host.startswith(("127.0.0.1", "{", "$"))} <= VOCABULARIES


# --- settings --------------------------------------------------------------------------------------


def test_check_deploy_is_clean_with_production_settings(tmp_path):
    production = {"PERFGOALS_TLS": "1", "PERFGOALS_HOSTS": "localhost"}
    done = Site(tmp_path).manage("check", "--deploy", "--fail-level", "WARNING", environment=production)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr


def test_no_migration_is_missing(tmp_path):
    done = Site(tmp_path).manage("makemigrations", "--check", "--dry-run")
    assert done.returncode == 0, done.stdout


def test_the_entry_point_of_the_web_server_can_be_imported(tmp_path):
    code = "from perfgoals.wsgi import application; print(application.__class__.__name__)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=Site(tmp_path).environment, capture_output=True, text=True
    )
    assert done.stdout.strip() == "WSGIHandler", done.stderr


@pytest.mark.parametrize(
    ("variable", "value", "setting", "expected"),
    [
        ("PERFGOALS_HOSTS", "a.example, b.example", "ALLOWED_HOSTS", "['a.example', 'b.example']"),
        ("PERFGOALS_DEBUG", "", "DEBUG", "False"),
        ("PERFGOALS_TLS", "1", "SESSION_COOKIE_SECURE", "True"),
        ("PERFGOALS_TLS", "", "SECURE_SSL_REDIRECT", "False"),
        ("PERFGOALS_IDLE_MINUTES", "5", "SESSION_IDLE_SECONDS", "300"),
    ],
)
def test_settings_come_from_the_environment(tmp_path, variable, value, setting, expected):
    code = f"from django.conf import settings; print(settings.{setting})"
    site = Site(tmp_path).environment | {"DJANGO_SETTINGS_MODULE": "perfgoals.settings", variable: value}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=site, capture_output=True, text=True)
    assert done.stdout.strip() == expected, done.stderr


# --- layout of the code ----------------------------------------------------------------------------


def python_files():
    return [path for path in sources(".py") if "migrations" not in path.parts]


def test_no_room_without_a_name():
    forbidden = {"utils", "helpers", "misc", "services", "common_utils", "manager2"}
    assert [path for path in python_files() if path.stem in forbidden] == []


# One reading program of one document; its steps stand in the order of the pages.
LONG_MODULES = {"fixtures/read_published_table.py"}


@pytest.mark.parametrize("path", python_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_stay_short_and_leave_no_notes(path):
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 350 or str(path.relative_to(ROOT)) in LONG_MODULES
    assert not re.search(r"\b(TODO|FIXME|XXX)\b", text)


def test_files_of_others_are_not_committed():
    assert [*tracked_files(".ttf", ".otf", ".ttc", ".woff", ".woff2", ".map")] == []
    assert [path for path in tracked_files(".js", ".css") if ".min." in path.name] == []


def test_scripts_can_be_run():
    for name in ("run", "test", ".ci/run", "manage.py"):
        assert os.access(ROOT / name, os.X_OK), name


def test_an_unknown_address_name_is_noticed_by_these_tests():
    """The check of templates is worth something: a wrong name really fails."""
    with pytest.raises(NoReverseMatch):
        engines["django"].from_string("{% url 'no_such_page' %}").render({})
