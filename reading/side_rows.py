"""What a table says beside its data: totals, titles, units of money, page and column numbers, signatures."""

import re
from collections.abc import Iterable
from functools import lru_cache

from .money_units import stated_unit, unit_of_note
from .titles import is_title, reporting_unit_of

_TOTAL = re.compile(
    r"(?:本页|本单位|部门|全部|项目|权重|分值|得分|金额|资金|预算)?(?:合计|小计|总计|共计|总分)(?:[(（][^)）]*[)）])?[:：]?"
)
_PEOPLE = (
    "填报人|填表人|填表|填报|制表人?|编制人?|编报人?|经办人?|审核人?|复核人?|复审人?|审批人?|批准人?|项目负责人"
    "|(?:单位|部门|科室|财务|分管)?负责人|主管领导|分管领导|单位领导|联系人|联系方式|联系电话|电话|手机"
    "|填报日期|填报时间|填表日期|打印日期|报送日期|日期"
)
_SIGNATURE = re.compile(
    rf"(?:注|备注|说明|填表说明|填报说明|{_PEOPLE})\d?(?:[(（][^)）]{{0,10}}[)）])?[:：].*", re.DOTALL
)
_PERSON = re.compile(rf"(?:{_PEOPLE})(?:[(（][^)）]{{0,10}}[)）])?[:：]?")
# A signature line left open (单位负责人（签字）), a stamp, a date alone.
_STAMP = "盖章|公章|签章"
_OPEN_SIGNATURE = re.compile(
    rf"(?:(?:{_PEOPLE})?[(（](?:{_STAMP}|签字|签名|单位盖章|单位公章|盖公章)[)）]|(?:单位)?(?:{_STAMP}|签字)处?"
    rf"|(?:填报|申报|项目|实施|主管)?(?:单位|部门)(?:名称)?[(（](?:{_STAMP})[)）])[:：]?"
)
_DATE = re.compile(r"(?:日期[:：]?)?(?:(?:19|20)\d\d|[_＿]*)年(?:\d{1,2}|[_＿]*)月(?:\d{1,2}|[_＿]*)日?")
_PAGE = re.compile(
    r"[-—]?第?\d+页.*|[-—]\d+[-—]|\d+/\d+|[(（]?续表?\d*[)）]?|[(（]?以下(?:空白|无正文)[)）]?"
)
_YEAR = re.compile(r"[(（]?(?:20\d\d|二[〇零○][〇零○一二三四五六七八九]{2})年度?[)）]?")
# What our own forms say at the foot of a page: 草稿，未经批复; 已批复 第2版 校验码…
_OWN_MARK = re.compile(
    r"(?:草稿|已退回|待主管部门审核|待财政审核|已批复)(?:，未经批复)?(?:第\d+版校验码[0-9a-f]+)?"
    r"|第\d+版·\w{2,5}（第\d+次存档）校验码[0-9a-f]+"
)
_OWN_TOTAL = re.compile(r"本单位\d+个项目，合计.*")  # what our own book says below a unit's projects
_ATTACHMENT = re.compile(
    r"附[件表录]?\d{0,3}(?:-\d{1,2})?[:：]?|(?:预算|绩效|公开)?\d{1,3}(?:-\d{1,2})?表|表\d{1,3}(?:-\d{1,2})?[:：]?"
)
_NUMBER = re.compile(
    r"栏次|[-—]|[a-zA-Z]|[甲乙丙丁戊己庚辛壬癸子丑寅卯]|[\u2460-\u2473\u2474-\u2487\u2160-\u216b\u3251-\u325f]"
    r"|[(（]?[一二三四五六七八九十]{1,3}[)）]?|第?[(（\[]?\d{1,2}[)）\]]?[栏列]?"
    r"|[(（]?\d{1,2}[)）]?[=＝][(（]?\d{1,2}[)）]?(?:[-+×*/÷＋－][(（]?\d{1,3}[)）]?)*%?"
)
_FEWEST_NUMBERS = 3
_LONGEST_MARK = 60
_LONGEST_NUMBER = 24


def is_total(text: str) -> bool:
    """合计, 小计, 合计（54 个项目） …"""
    return len(text) <= _LONGEST_MARK and _is_total(text)


@lru_cache(maxsize=4096)
def _is_total(text: str) -> bool:
    return _TOTAL.fullmatch("".join(text.split())) is not None


def is_aside(text: str, *, alone: bool = True) -> bool:
    """What the first cell of a row says that belongs to no project; a title stands `alone` in its row."""
    if alone and is_title(text):
        return True
    plain = "".join(text[:_LONGEST_MARK].split())
    if _SIGNATURE.fullmatch(plain) or stated_unit(plain):
        return True
    return any(pattern.fullmatch(plain) for pattern in (_PAGE, _YEAR, _OWN_TOTAL, _OWN_MARK, _OPEN_SIGNATURE))


def is_signature(text: str) -> bool:
    """填报人：张某, 单位负责人（签字）, （盖章）: what no name of an indicator looks like."""
    return _is_signature(text[:_LONGEST_MARK])


@lru_cache(maxsize=4096)
def _is_signature(text: str) -> bool:
    plain = "".join(text.split())
    return any(pattern.fullmatch(plain) for pattern in (_SIGNATURE, _OPEN_SIGNATURE))


def is_signature_label(text: str) -> bool:
    """填表人, 联系电话 in a cell of their own: who signs stands in the next one."""
    return _PERSON.fullmatch("".join(text[:_LONGEST_MARK].split())) is not None


def is_foot(text: str) -> bool:
    """Whether a text below a form's list signs, dates or explains it: 填报人：张某, （盖章）, a date."""
    plain = "".join(text[:_LONGEST_MARK].split())
    return is_aside(text) or is_total(text) or _DATE.fullmatch(plain) is not None


def is_heading(text: str) -> bool:
    """Whether a text above a table is one of its headings, not something to be read: 附件1, 预算01-1表."""
    plain = "".join(text[:_LONGEST_MARK].split())
    return (
        is_foot(text)
        or bool(unit_of_note(text))
        or bool(reporting_unit_of(plain))
        or any(p.fullmatch(plain) for p in (_ATTACHMENT, _OPEN_SIGNATURE))
    )


def is_column_numbers(texts: Iterable[str]) -> bool:
    """The row under a header: 1 2 3 …, 甲 乙 丙 1 2, ①②③, 栏次 1 2, with sums such as 8=7."""
    count = 0
    for text in texts:
        if len(text) > _LONGEST_NUMBER or not _is_column_number(text):
            return False
        count += 1
    return count >= _FEWEST_NUMBERS


@lru_cache(maxsize=4096)
def _is_column_number(text: str) -> bool:
    return _NUMBER.fullmatch("".join(text.split())) is not None
