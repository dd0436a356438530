"""Texts that were found in published files and should not have been: each pattern stood in one."""

import re
from collections.abc import Iterator

from ..enums import Level
from .registry import Hit, text_check
from .subject import Passage, PublishedUnit

_NUMBER_OF_SIGNS = r"[0-9０-９一二三四五六七八九十百两]+\s*字"
_INSTRUCTIONS = re.compile(
    rf"[（(【\[][^（）()【】]{{0,12}}{_NUMBER_OF_SIGNS}\s*(?:以内|之内|左右|以上|内)?[^（）()【】]{{0,6}}[）)】\]]"
    rf"|(?:限|不超过|控制在)\s*{_NUMBER_OF_SIGNS}|{_NUMBER_OF_SIGNS}(?:以内|之内)"
    r"|填[写报表]*说明\s*[:：]|请(?:在此处?|在这里|据实|如实|按实际|根据实际|按要求)?填[写报入]"
    r"|(?:此处|这里|在此)(?:填写|输入|说明|描述)"
    r"|[（(](?:请|填写|简述|简要(?:说明|描述|概述))[^（）()]{2,50}[）)]"
    r"|(?:^|\n)\s*(?:指标|目标)\s*[0-9１-９一二三四五]\s*[:：]\s*(?:…+|\.{3,}|(?=\n|$))"
    r"|(?:^|\n)\s*…{1,}\s*(?=\n|$)|[（(]\s*(?:示例|样例|模板|参考样式)\s*[）)]"
)
_ELSEWHERE = re.compile(
    r"\s*[（(]?(?:具体|主要)?(?:绩效|总体|整体|年度|中期|项目)*(?:目标)?(?:内容|情况)?\s*[:：]?\s*"
    r"(?:详见|详情见|参见|请见|见(?![证识效习义多])|参照|同(?=上|前|左|右|整体|总体|年度|中期|周期|项目))"
    r"[^。；;，]{0,50}[）)]?\s*[。.]?\s*"
    r"|\s*(?:[与和]|同)?(?:上年|上一年|去年|往年)(?:度)?(?:目标)?(?:一致|相同|同)?\s*[。.]?\s*"
)
_UNIT_OF_MONEY = "(?:万元|亿元|千元|元|万|亿)"
_WIDE_COMMA = re.compile(
    rf"(?<![0-9.])[0-9]{{1,3}}(?:，[0-9]{{3}})+(?![0-9])(?:\.[0-9]+\s*{_UNIT_OF_MONEY}?|\s*{_UNIT_OF_MONEY})"
)
_MISPLACED_COMMA = re.compile(
    rf"(?<![0-9.,])(?<![0-9]，)[0-9]+(?:,[0-9]+|，[0-9]{{2,3}})+(?:\.[0-9]+)?(?=\s*{_UNIT_OF_MONEY})"
)
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_WIDE_POINT = re.compile(rf"(?<![0-9])[0-9]+[．。][0-9]+(?=\s*{_UNIT_OF_MONEY})")
_CLOSING = {
    "）": "（",
    ")": "（",
    "》": "《",
    "】": "【",
    "〕": "〔",
    "]": "〔",
    "”": "“",
    "’": "‘",
    "〉": "〈",
}
_SAME = {"(": "（", "[": "〔"}
_OPENING = set(_CLOSING.values())
_QUOTES = {"“", "‘"}
_LIST_NUMBER = re.compile(
    r"(?:^|[\s，。；：、;:,（(])(?:[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3}|[a-zA-Z])$"
)


@text_check(title="单元格显示成 ####", why="数字放不进单元格就印成 ####，公开后谁也读不出金额。")
def hashes(passage: Passage, unit: PublishedUnit) -> Iterator[Hit]:
    """The spreadsheet's sign for a number that does not fit."""
    if found := re.search("[#＃]{2,}", passage.text):
        yield Hit(found[0], "请查原件，填写实际的数字或文字。")


@text_check(title="模板的填写说明没有删去", why="写给填表人看的话留在公开的表里，说明表没有填完。")
def instructions_left(passage: Passage, unit: PublishedUnit) -> Iterator[Hit]:
    """Words of the form for whoever fills it in: （100字以内）, 请填写……"""
    for found in _INSTRUCTIONS.finditer(passage.text):
        yield Hit(found[0].strip(), "请删去这句说明，换成实际内容。")


@text_check(title="绩效目标只写“详见”别处", why="公开的表要让人直接看到目标，别的表读者看不到。")
def points_elsewhere(passage: Passage, unit: PublishedUnit) -> Iterator[Hit]:
    """A goal that is nothing but a reference to another table."""
    if passage.field in ("objective", "annual") and _ELSEWHERE.fullmatch(passage.text):
        yield Hit(passage.text, "请写出目标本身。")


@text_check(title="金额里的逗号不对", why="“3，518.85万元”会被读成两个数，公开后无法更正。")
def comma_in_amount(passage: Passage, unit: PublishedUnit) -> Iterator[Hit]:
    """A full-width or misplaced separator of thousands, a full stop as decimal point."""
    text, seen = passage.text, []
    for pattern in (_WIDE_COMMA, _MISPLACED_COMMA, _WIDE_POINT):
        for found in pattern.finditer(text):
            if _GROUPED.fullmatch(found[0]) or any(start <= found.start() < end for start, end in seen):
                continue
            seen.append(found.span())
            yield Hit(found[0], _without_separators(found[0]))


def _without_separators(amount: str) -> str:
    plain = re.sub("[,，]", "", amount).replace("．", ".").replace("。", ".")
    return f"{plain}（请核对数字后改写）"


@text_check(title="括号没有成对", why="只有一半的括号，多半是文字被截断或复制漏了。")
def open_bracket(passage: Passage, unit: PublishedUnit) -> Iterator[Hit]:
    """A bracket that is never closed, or closed without having been opened."""
    waiting: list[tuple[str, int]] = []
    for place, char in enumerate(passage.text):
        opening = _SAME.get(char, char)
        if opening in _OPENING:
            waiting.append((opening, place))
        elif char in _CLOSING:
            if waiting and waiting[-1][0] == _CLOSING[char]:
                waiting.pop()
            elif not _LIST_NUMBER.search(passage.text[:place]):
                yield _unpaired(passage.text, place, "前面没有与它成对的一半")
    for _, place in waiting:
        yield _unpaired(passage.text, place, "后面没有与它成对的一半")


def _unpaired(text: str, place: int, message: str) -> Hit:
    char = text[place]
    around = text[max(0, place - 6) : place + 14]
    quote = _CLOSING.get(char, char) in _QUOTES
    return Hit(around, "请补上另一半，或删去这一半。", Level.ADVICE if quote else None, f"“{char}”{message}")


@text_check(title="电子表格的引号留在文字里", why="从表格复制时带出的引号，不是文字的一部分。")
def stray_quotes(passage: Passage, unit: PublishedUnit) -> Iterator[Hit]:
    """Quotes that a spreadsheet put round or into the text."""
    text = passage.text.strip()
    if text.startswith(('="', "='")) or (text[:1] in "'" and text[:1]):
        yield Hit(text, text.lstrip("='").rstrip('"').lstrip('"'))
    elif len(text) > 1 and text[0] == text[-1] == '"':
        yield Hit(text, text[1:-1].replace('""', '"'))
    elif '""' in text:
        yield Hit(text[max(0, text.index('""') - 6) :], "请删去多出的引号。")
    elif len(re.findall('(?<![0-9])"', text)) % 2:
        yield Hit(text[max(0, text.index('"') - 6) :], "请删去单独的一个引号，或补上另一个。")


@text_check(title="错别字", why="公开文件中常见的错字，名单由财政维护。")
def typos(passage: Passage, unit: PublishedUnit) -> Iterator[Hit]:
    """A word of the bureau's list; not where it stands inside one of its exceptions."""
    for rule in unit.typos:
        start = passage.text.find(rule.wrong)
        while start >= 0:
            if not _excepted(passage.text, start, rule.wrong, rule.exceptions):
                level = Level.BLOCKING if rule.blocking else Level.ADVICE
                yield Hit(rule.wrong, rule.right, level, f"“{rule.wrong}”应为“{rule.right}”")
                break  # once a passage: the proposal is the same for each
            start = passage.text.find(rule.wrong, start + 1)


def _excepted(text: str, start: int, wrong: str, exceptions: tuple[str, ...]) -> bool:
    for exception in exceptions:
        inside = exception.find(wrong)
        if inside >= 0 and text.startswith(exception, start - inside) and start >= inside:
            return True
    return False


@text_check(
    title="部门和单位混用", level=Level.ADVICE,
    why="主管部门和预算单位各有各的表；单位的表里自称“部门”，读者分不清是谁的目标。",
)  # fmt: skip
def unit_mixed_up(passage: Passage, unit: PublishedUnit) -> Iterator[Hit]:
    """A unit below a department speaks of itself as one, or a project's goal speaks of the whole."""
    if not unit.below:
        return
    if found := re.search("[我本]部门(?!负责人)", passage.text):
        yield Hit(found[0], found[0].replace("部门", "单位"))
    elif found := re.search("部门整体(?:支出)?绩效", passage.text):
        yield Hit(found[0], "这是项目的表；请写本项目的目标，或改为单位。")
