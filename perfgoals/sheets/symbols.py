"""Signs that are what they are only in a certain font: ³ in the font Symbol is ≥."""

import re

# The font's own table (Adobe Symbol), from 0x20 and from 0xA0; a blank stands where it has no sign.
_LOW = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
_HIGH = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪ 〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
_PRIVATE = 0xF000  # where programs put the signs of such fonts in Unicode
_SYMBOL = {0x20 + n: sign for n, sign in enumerate(_LOW)} | {0xA0 + n: sign for n, sign in enumerate(_HIGH)}
_SYMBOL |= {_PRIVATE + code: sign for code, sign in _SYMBOL.items()}
_PICTURE_FONTS = re.compile("wingdings|webdings|marlett", re.IGNORECASE)
_OWN_SIGNS = re.compile("[\\ue000-\\uf8ff]")


def symbol_text(text: str) -> str:
    """What a text shows in the font Symbol; characters that the font lacks, Chinese ones among them, stay."""
    return text.translate(_SYMBOL)


def is_symbol_font(name: str) -> bool:
    return name.strip().lower() == "symbol"


def is_picture_font(name: str) -> bool:
    """Fonts whose letters show ticks, arrows and boxes: what P shows there, no text can say."""
    return _PICTURE_FONTS.match(name.strip()) is not None


def has_own_signs(text: str) -> bool:
    """Whether the text holds signs without a meaning of their own (private use)."""
    return _OWN_SIGNS.search(text) is not None
