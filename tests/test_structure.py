"""The map is true, and every module has its tests where one looks for them."""

import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.sites import ROOT
from tests.test_house import python_files, tracked_files

pytestmark = pytest.mark.pure

MAPS = ["docs/structure.md", "docs/testing.md", "README.md"]
PATH = re.compile(r"`([\w.-]+(?:/[\w.*-]+)*/?)`")


@pytest.mark.parametrize("page", MAPS)
def test_every_path_that_a_map_names_exists(page):
    named = PATH.findall((ROOT / page).read_text("utf-8"))
    rooms = {path.name for path in ROOT.iterdir()}
    paths = [name for name in named if name.split("/")[0] in rooms and "/" in name]
    assert paths
    made_later = {"var/"}
    assert [path for path in paths if path not in made_later and not (ROOT / path).exists()] == []


def test_every_room_is_on_the_map():
    rooms = {path.relative_to(ROOT).parts[0] for path in tracked_files(".py") if path.parent != ROOT}
    text = (ROOT / "docs/structure.md").read_text("utf-8")
    assert [room for room in sorted(rooms) if f"`{room}/`" not in text] == []


def test_every_script_has_its_test_module():
    scripts = [path for path in tracked_files(".js") if path.parent == ROOT / "static" / "js"]
    whole_pages = {"edit": "tests/browser/test_editing.py"}
    for path in scripts:
        usual = f"tests/browser/modules/test_{path.stem.replace('-', '_')}.py"
        assert (ROOT / whole_pages.get(path.stem, usual)).is_file(), path.name


# What has no test module of its own, and where it is asked: by what uses it.
ASKED_THROUGH_OTHERS = {
    "*/apps.py": "tests/test_house.py",  # declarations; a wrong one stops every test
    "*/urls.py": "tests/test_access.py",
    "*/admin.py": "tests/projects/test_admin.py",
    "*/enums.py": "tests/test_access.py",
    "*/forms.py": "tests/test_access.py",
    "*/views.py": "tests/test_access.py",
    "*/views/*": "tests/test_access.py",
    "*/forms/*": "tests/test_access.py",
    "*/rules.py": "tests/test_access.py",
    "*/models/*": "tests/factories.py",
    "*/templatetags/*": "tests/test_house.py",
    "*/management/*": "tests/indicators/commands",
    "reading/*": "tests/reading",  # whole files are read
    "departments/*": "tests/departments",
    "monitoring/*": "tests/monitoring",
    "evaluation/*": "tests/evaluation",
    "notices/*": "tests/notices",
    "publication/*": "tests/publication",
    "api/schemas.py": "tests/api",
    "api/views/*": "tests/api",
    "filings/*": "tests/indicators/domain/review",  # through the goal, the first kind
    "overview/*": "tests/overview",
    "indicators/domain/*": "tests/indicators/views",
    "indicators/tables/*": "tests/indicators/tables",
    "printing/*": "tests/printing",
    "indicators/checks/*": "tests/indicators/checks",
    "indicators/jobs.py": "tests/perfgoals/jobs",
    "perfgoals/*": "tests/perfgoals",
    "projects/*": "tests/projects",
    "fixtures/*": "tests/fixtures",
}


def is_tested_at_its_place(path: Path) -> bool:
    """A test module of its name in the mirrored folder, or one in that folder that imports it."""
    module = path.relative_to(ROOT)
    folder = ROOT / "tests" / module.parent
    if (folder / f"test_{module.stem}.py").is_file():
        return True
    dotted = ".".join(module.with_suffix("").parts)
    package, _, name = dotted.rpartition(".")
    wanted = re.compile(rf"from {re.escape(dotted)} import|from {re.escape(package)} import [^\n]*\b{name}\b")
    tests = folder.rglob("test_*.py") if folder.is_dir() else ()
    return any(wanted.search(test.read_text("utf-8")) for test in tests)


def modules():
    rooms = [path for path in python_files() if path.parent != ROOT and path.name != "__init__.py"]
    return [path for path in rooms if "benchmarks" not in path.relative_to(ROOT).parts]


def test_every_module_has_its_tests_or_says_where_it_is_asked():
    elsewhere = [path for path in modules() if not is_tested_at_its_place(path)]
    names = [str(path.relative_to(ROOT)) for path in elsewhere]
    unnamed = [name for name in names if not any(fnmatch(name, part) for part in ASKED_THROUGH_OTHERS)]
    assert unnamed == []


def test_the_places_of_the_exceptions_exist():
    assert [place for place in ASKED_THROUGH_OTHERS.values() if not (ROOT / place).exists()] == []


def test_most_modules_with_logic_are_tested_at_their_place():
    """The list of exceptions by rooms must not become the rule."""
    declarations = {"apps", "urls", "admin", "enums", "settings", "wsgi"}
    found = [is_tested_at_its_place(path) for path in modules() if path.stem not in declarations]
    assert sum(found) >= 0.5 * len(found)


def test_every_package_stands_on_one_floor_of_the_house():
    """import-linter can ask that only below one package that holds all."""
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    floors = [room for floor in linter["contracts"][0]["layers"] for room in floor.split(" | ")]
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks", "fixtures"}
    assert sorted(floors) == sorted(packages) == sorted(linter["root_packages"])
