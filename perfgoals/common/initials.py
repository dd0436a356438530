"""Pinyin initials for search boxes: 组织部 is found by zzb.

Which sound a character has depends on the word: 长效 cx, 部长 bz. The readings are those of pypinyin's
dictionary of 47,000 words; words of our field that it lacks are below. `docs/search.md` has the figures, and
why no larger dictionary.
"""

import unicodedata
from functools import cache

# Found by reading 650 names and words of budgets; a word inside a longer one needs the longer one too.
PHRASES = {
    "支行": "zhī háng", "总行": "zǒng háng", "总行程": "zǒng xíng chéng", "总行数": "zǒng háng shù",
    "长效": "cháng xiào", "长安": "cháng ān", "长护": "cháng hù", "长输": "cháng shū", "长堤": "cháng dī",
    "长宁": "cháng níng", "长丰": "cháng fēng", "长岭": "cháng lǐng", "长兴": "cháng xīng",
    "总长": "zǒng cháng", "总长度": "zǒng cháng dù", "乡长": "xiāng zhǎng", "河长制": "hé zhǎng zhì",
    "林长制": "lín zhǎng zhì", "田长制": "tián zhǎng zhì", "路长制": "lù zhǎng zhì",
    "调蓄": "tiáo xù", "圩镇": "xū zhèn", "圩日": "xū rì", "圩市": "xū shì",
    "畜禽": "xù qín", "朝阳": "cháo yáng",
}  # fmt: skip
# Words before 行 that would otherwise lend it a half: 党|建行|动 for 党建|行动. Read by their own dictionary.
WHOLE = [
    "新建", "扩建", "改建", "续建", "承建", "共建", "党建", "基建", "创建",
    "组建", "搭建", "修建", "兴建", "构建", "在建", "施工", "职工", "分工",
    "员工", "民工", "复工", "开工", "收支", "开支", "分支",
]  # fmt: skip


@cache
def _pypinyin():
    """The library with our words. Read when first wanted: its dictionary takes 0.3 s of each process's start,
    and few ever save a name."""
    import pypinyin

    spelled = {word: [[sound] for sound in sounds.split()] for word, sounds in PHRASES.items()}
    pypinyin.load_phrases_dict(spelled)
    pypinyin.load_phrases_dict({word: pypinyin.pinyin(word) for word in WHOLE})
    return pypinyin


def pinyin_syllables(text: str) -> str:
    """The whole sounds of a name, in small letters, as a base for a user name: 张三 zhangsan."""
    return "".join(c for c in "".join(_pypinyin().lazy_pinyin(text)).lower() if c.isalnum())


def pinyin_initials(text: str) -> str:
    """Return lower-case initials of the Chinese characters and the letters and digits in half width.

    >>> pinyin_initials("科技成果转化２期")
    'kjcgzh2q'
    """
    library = _pypinyin()
    text = unicodedata.normalize("NFKC", text)
    initials = library.lazy_pinyin(text, style=library.Style.FIRST_LETTER, errors=lambda other: other)
    return "".join(c for c in "".join(initials).lower() if c.isalnum())[:200]
