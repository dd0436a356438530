"""What a text refers to: documents by number (〔2021〕9号) and by title (《…》), years, and sums of money.

document = issuer? bracket year bracket 第? serial 号
           粤财行〔2021〕9号; the brackets may be 〔〕 [] () 【】 in either width
title    = 《 … 》, titles inside a title included
year     = four digits or Chinese digits before 年, both ends of 2022-2023年; never that of a document
money    = a quantity whose unit is 元 with any power of ten (perfgoals.language.quantities)
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from .lexicon import DOCUMENT_NUMBER, chinese_integer, normalise
from .quantities import find_quantities

_DOCUMENT = re.compile(rf"(?P<issuer>[\u4e00-\u9fff]{{0,12}})\s?{DOCUMENT_NUMBER}")
# The words that lead to an issuer (根据韶曲委组字) are no part of it.
_LEAD = re.compile(".*(?:根据|依据|按照|按|参照|执行|落实|要求|规定|通知|及|和|与|见|的)")
_YEAR = re.compile(
    r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})(?= ?年)"
    r"|(?<![0-9])(?P<first>(?:19|20)[0-9]{2})(?=[-~至](?:19|20)[0-9]{2} ?年)"
    r"|(?P<chinese>二[〇零][〇零一二三四五六七八九]{2})(?=年)"
)


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A document number (发文字号)."""

    issuer: str
    year: int
    serial: int
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.issuer}〔{self.year}〕{self.serial}号"


@dataclass(frozen=True, slots=True)
class Title:
    """A title in 《》, without its outer marks."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Year:
    year: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Money:
    """A sum of money; `per` names what each such sum is for: 5000元/个 → (个,)."""

    amount: Decimal
    """In 元."""
    per: tuple[str, ...]
    approximate: bool
    start: int
    end: int


@lru_cache(maxsize=8192)
def find_documents(text: str) -> tuple[DocumentNumber, ...]:
    """Every document number of `text`, in the order written."""
    if "号" not in text:
        return ()
    found = []
    for match in _DOCUMENT.finditer(normalise(text)):
        issuer = _LEAD.sub("", match["issuer"])
        start = match.start() + len(match["issuer"]) - len(issuer)
        found.append(DocumentNumber(issuer, int(match["year"]), int(match["serial"]), start, match.end()))
    return tuple(found)


def find_titles(text: str) -> tuple[Title, ...]:
    """Every outermost title; an unclosed 《 is none."""
    if "《" not in text:
        return ()
    titles = []
    depth = start = 0
    for match in re.finditer("[《》]", text):
        if match[0] == "《":
            start = start if depth else match.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                titles.append(Title(text[start + 1 : match.start()], start, match.end()))
    return tuple(titles)


@lru_cache(maxsize=8192)
def find_years(text: str) -> tuple[Year, ...]:
    """Every year mentioned, in the order written."""
    if "年" not in text:
        return ()
    return tuple(
        Year(int(digits) if digits else chinese_integer(match["chinese"]) or 0, match.start(), match.end())
        for match in _YEAR.finditer(normalise(text))
        for digits in [match["year"] or match["first"]]
    )


def find_money(text: str) -> tuple[Money, ...]:
    """Every sum of money with its unit written; the first sum of a range stands for the range."""
    return tuple(
        Money(amount, quantity.per, quantity.approximate, quantity.start, quantity.end)
        for quantity in find_quantities(text)
        if (amount := quantity.yuan) is not None
    )
