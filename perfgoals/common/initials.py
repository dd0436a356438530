"""Pinyin initials for search boxes: 组织部 is found by zzb."""

from pypinyin import Style, lazy_pinyin


def pinyin_initials(text: str) -> str:
    """Return lower-case initials of the Chinese characters and the letters and digits as they are.

    >>> pinyin_initials("科技成果转化2期")
    'kjcgzh2q'
    """
    initials = lazy_pinyin(text, style=Style.FIRST_LETTER, errors=lambda other: other)
    return "".join(c for c in "".join(initials).lower() if c.isalnum())[:200]
