"""As much of a web page's styles as changes what a cell says: number format, font, struck through, hidden."""

import re
from typing import NamedTuple

from lxml import etree

from .symbols import is_picture_font, is_symbol_font

_MOST_RULES = 20_000
_RULE = re.compile(r"([^{}]{1,2000})\{([^{}]{0,5000})\}")
_CLASS = re.compile(r"\.([\w-]+)\s*$")
_DECLARATION = re.compile(r"([\w-]+)\s*:\s*((?:\"[^\"]*\"|'[^']*'|\\.|[^;\"'\\])*)")
# Names that Excel gives number formats in web pages.
NAMED_FORMATS = {
    "general": "General", "0": "0", "fixed": "0.00", "standard": "#,##0.00", "percent": "0.00%",
    "scientific": "0.00E+00", "short date": "yyyy/m/d", "general date": "yyyy/m/d h:mm",
    "long date": 'yyyy"年"m"月"d"日"', "medium date": "d-mmm-yy", "short time": "h:mm",
    "medium time": "h:mm AM/PM", "long time": "h:mm:ss",
}  # fmt: skip
_TEXT = "@"
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{4})|(.))")


class Look(NamedTuple):
    """How an element looks. `font` only where it changes what signs mean; `number_format` is "" for texts."""

    number_format: str = ""
    font: str = ""
    struck_out: bool = False
    hidden: bool = False


class StyleSheet:
    """The rules of a page's <style> parts, by class."""

    def __init__(self) -> None:
        self._by_class: dict[str, dict[str, str]] = {}
        self._known: dict[tuple[str, str], dict[str, str]] = {}

    def add(self, css: str) -> None:
        for selectors, body in _RULE.findall(css):
            for selector in selectors.split(","):
                found = _CLASS.search(selector)
                if found and len(self._by_class) < _MOST_RULES:
                    self._by_class.setdefault(found[1], {}).update(_declarations(body))

    def look(self, element: etree._Element, around: Look) -> Look:
        """The look of an element inside of `around`. A number format belongs to its cell alone."""
        names, style = element.get("class") or "", element.get("style") or ""
        face = element.get("face") if element.tag == "font" else None
        inherited = "" if element.tag in ("td", "th") else around.number_format
        if not (names or style or face):
            return around if inherited == around.number_format else around._replace(number_format="")
        declared = self._declared(names, style)
        font = face or declared.get("font-family", "")
        odd = is_symbol_font(_first(font)) or is_picture_font(_first(font))
        return Look(
            _number_format(declared.get("mso-number-format", "")) or inherited,
            (_first(font) if odd else "") if font else around.font,
            around.struck_out or "line-through" in declared.get("text-decoration", ""),
            around.hidden or declared.get("display", "").strip().lower() == "none",
        )

    def _declared(self, names: str, style: str) -> dict[str, str]:
        key = (names, style)
        if key not in self._known:
            if len(self._known) > _MOST_RULES:
                self._known.clear()
            found: dict[str, str] = {}
            for name in names.split():
                found |= self._by_class.get(name, {})
            self._known[key] = found | _declarations(style)
        return self._known[key]


def _declarations(body: str) -> dict[str, str]:
    return {name.lower(): value.strip() for name, value in _DECLARATION.findall(body)}


def _first(fonts: str) -> str:
    return fonts.split(",")[0].strip().strip("\"'")


def _number_format(value: str) -> str:
    """`'0\\.00%'` → 0.00%; "" for text (`\\@`), which keeps codes as they are written."""
    value = value.strip()
    if value[:1] in "\"'" and value[-1:] == value[:1]:
        value = value[1:-1]
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else match[2], value)
    code = NAMED_FORMATS.get(plain.lower(), plain)
    return "" if code.lstrip("\\") == _TEXT else code
