"""The map is true, and every module has its tests where one looks for them."""

import ast
import re
import tomllib
from functools import cache
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


# Declarations that no module of their own asks: a wrong one is found by what asks every page or every test.
DECLARATIONS = {"apps", "urls", "admin"}
# "package/module.py" → the test module that asks it, under the reason why there.
ASKED_ELSEWHERE = tomllib.loads((ROOT / "tests/asked_elsewhere.toml").read_text("utf-8"))


@cache
def imported_by(test: Path) -> frozenset[str]:
    """Every module that a test module imports, and every name as if it were one."""
    package, found = test.relative_to(ROOT).parent.parts, set()
    for node in ast.walk(ast.parse(test.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*above, *filter(None, [node.module])])
            found |= {module, *(f"{module}.{name.name}" for name in node.names)}
    return frozenset(found)


def is_tested_at_its_place(path: Path) -> bool:
    """A test module or a folder of them by its name in the mirrored folder, or one there that imports it."""
    module = path.relative_to(ROOT)
    folder = ROOT / "tests" / module.parent
    if (folder / f"test_{module.stem}.py").is_file() or any((folder / module.stem).glob("test_*.py")):
        return True
    dotted = ".".join(module.with_suffix("").parts)
    return folder.is_dir() and any(dotted in imported_by(test) for test in folder.rglob("test_*.py"))


def modules():
    rooms = [path for path in python_files() if path.parent != ROOT and path.name != "__init__.py"]
    return [path for path in rooms if "benchmarks" not in path.relative_to(ROOT).parts]


def test_every_module_has_its_tests_or_is_listed_with_where_it_is_asked():
    asked = [path for path in modules() if path.stem not in DECLARATIONS]
    elsewhere = [str(path.relative_to(ROOT)) for path in asked if not is_tested_at_its_place(path)]
    listed = [name for names in ASKED_ELSEWHERE.values() for name in names]
    assert sorted(elsewhere) == sorted(listed)


def test_the_test_modules_that_are_listed_exist():
    assert [
        test for names in ASKED_ELSEWHERE.values() for test in names.values() if not (ROOT / test).is_file()
    ] == []


def test_every_package_stands_on_one_floor_of_the_house():
    """import-linter can ask that only below one package that holds all."""
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    floors = [room for floor in linter["contracts"][0]["layers"] for room in floor.split(" | ")]
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks", "fixtures"}
    assert sorted(floors) == sorted(packages) == sorted(linter["root_packages"])
