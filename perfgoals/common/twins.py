"""Signs that look like another one and are stored as that: 工 typed as the radical ⼯, a no-break blank.

Such signs come from text copied out of PDF files. Whoever searches for the plain word does not find them, and
a printed page that holds one of each kind copies both as the same sign, because Chinese fonts draw them with
one glyph. So they become their plain twins on the way in:

- radicals (U+2E80–2FD5) and compatibility ideographs (U+F900–FAFF, U+2F800–2FA1F)
- 〜 ‑ ‒ ‧ ⋯ ∕ 〈 〉 ➀–➉ and the blank that does not break

A soft hyphen (U+00AD), which nobody sees, goes altogether. What looks different stays: ＞ and >, ％ and %.
"""

import re
import unicodedata

_BLANK, _HYPHEN, _SOFT_HYPHEN = "\u00a0", "\u2011", "\u00ad"
_SIGNS = {
    _BLANK: " ", _HYPHEN: "-", _SOFT_HYPHEN: "", "\u2012": "–", "\u2027": "·", "\u22ef": "…",
    "\u2215": "／", "\u2329": "〈", "\u232a": "〉", "\u301c": "～",
}  # fmt: skip
# Unicode takes it for the traditional 戶; simplified Chinese fonts draw it as 户.
_DOOR = {"\u2f3e": "户"}
_CIRCLED = {chr(0x2780 + n): chr(0x2460 + n) for n in range(10)}
# U+2E80–2EFF: Unicode names no twin for most of them. Each is followed by the ideograph that it is drawn as.
_SUPPLEMENT = (
    "⺂乛⺃乚⺅亻⺉刂⺍𭕄⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺕彐⺖忄⺘扌⺙攵⺛旡⺞歺⺟母⺠民⺡氵⺣灬⺦丬⺨犭⺩𤣩⺫罒⺭礻⺯糹⺰纟⺱罓⺲罒⺹耂⺺肀"
    "⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻅见⻆角⻇𧢲⻈讠⻉贝⻋车⻌辶⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻘青⻙韦⻚页⻛风⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐⻢马"
    "⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟⺇𠘨⺽𦥑"
)


def _twins() -> dict[int, str]:
    supplement = dict(zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True))
    radicals = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    doubles = {
        chr(code): unicodedata.normalize("NFC", chr(code))
        for block in (range(0xF900, 0xFB00), range(0x2F800, 0x2FA20))
        for code in block
    }
    known = radicals | doubles | _DOOR | supplement | _SIGNS | _CIRCLED
    return {ord(sign): twin for sign, twin in known.items() if sign != twin}


TWINS = _twins()
# A few ranges are searched a hundred times faster than a long list; they hold some signs without a twin too.
_MAYBE = re.compile(
    "[\u00a0\u00ad\u2011\u2012\u2027\u2215\u22ef\u2329\u232a\u2780-\u2789\u2e80-\u2fd5\u301c"
    "\uf900-\ufaff\U0002f800-\U0002fa1f]"
)


def plain(text: str) -> str:
    """`text` with the plain twin in the place of every sign that has one.

    >>> plain("⼈民政府 2023‑2025")
    '人民政府 2023-2025'
    """
    return text.translate(TWINS) if _MAYBE.search(text) else text
