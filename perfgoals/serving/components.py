"""What the site is made of: the locked packages as installed here, with their licences (CycloneDX)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from django.conf import settings

LOCKS = ("requirements.txt", "requirements-s3.txt")
# Packages that say their licence in a file or on their page only; looked up by hand.
STATED_ELSEWHERE = {"pyrage": "MIT", "axe-playwright-python": "MIT"}
_LOCKED = re.compile(r"^([\w.-]+)(?:\[[^\]]*\])?==", re.M)
# Families that an office may use and pass on. A text that matches none is unknown, and refused.
_FREE = re.compile(
    r"\b(MIT(-0|-CMU)?|BSD|0BSD|Apache|PSF(L|-2\.0)?|Python Software Foundation|MPL|Mozilla Public|LGPL"
    r"|GNU Lesser|ISC|Zlib|Unlicense|HPND|CC0|Dual License)\b",
    re.I,
)
_BARRED = re.compile(
    r"AGPL|Affero|SSPL|Server Side Public|non-?commercial|\bNC\b|Commons Clause|BUSL|Business Source|Elastic"
    r"|Proprietary|(?<!Lesser )General Public License|(?<![LA])GPL",
    re.I,
)


@dataclass(frozen=True)
class Component:
    """A package; `licences` as it states them: one of them is enough."""

    name: str
    version: str
    licences: tuple[str, ...]
    needs: tuple[str, ...] = ()

    @property
    def is_free(self) -> bool:
        """Whether it may be used and passed on: no AGPL, nothing non-commercial, nothing unknown."""
        return any(is_free(licence) for licence in self.licences)

    @property
    def address(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"


def is_free(licence: str) -> bool:
    """Of "A OR B" one is enough, of "A AND B" all are needed."""
    return any(
        all(_FREE.search(part) and not _BARRED.search(part) for part in re.split(r"\sAND\s", choice))
        for choice in re.split(r"\sOR\s", licence)
    )


def locked_names(*locks: Path) -> list[str]:
    """The packages that these files of requirements name, in the spelling of addresses."""
    files = locks or [settings.BASE_DIR / name for name in LOCKS]
    return sorted({_plain(name) for file in files for name in _LOCKED.findall(file.read_text("utf-8"))})


def components(names: Iterable[str]) -> list[Component]:
    """Those of the packages that are installed here."""
    return [_component(name) for name in names if _is_installed(name)]


def bill_of_materials() -> dict:
    """A CycloneDX 1.6 document of this installation."""
    found = components(locked_names())
    address_of = {component.name: component.address for component in found}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "perfgoals", "version": settings.VERSION}},
        "components": [_as_cyclonedx(component) for component in found],
        "dependencies": [
            {
                "ref": component.address,
                "dependsOn": [address_of[name] for name in component.needs if name in address_of],
            }
            for component in found
        ],
    }


def _as_cyclonedx(component: Component) -> dict:
    return {
        "type": "library",
        "bom-ref": component.address,
        "name": component.name,
        "version": component.version,
        "purl": component.address,
        "licenses": [{"license": {"name": licence}} for licence in component.licences],
    }


def _component(name: str) -> Component:
    about = metadata.metadata(name)
    needs = {_plain(re.split(r"[^\w.-]", text)[0]) for text in metadata.requires(name) or ()}
    return Component(name, about["Version"], _licences(name, about), tuple(sorted(needs)))


def _licences(name: str, about) -> tuple[str, ...]:
    """As exactly as it says: an expression, a short text, its classifiers; nothing when it says nothing."""
    if expression := about.get("License-Expression"):
        return (expression,)
    classified = [
        text.split(" :: ")[-1] for text in about.get_all("Classifier") or () if text.startswith("License ::")
    ]
    text = (about.get("License") or "").strip()
    if classified:
        return tuple(classified)
    if text and len(text) < 100:
        return (text,)
    return (STATED_ELSEWHERE[name],) if name in STATED_ELSEWHERE else ()


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
