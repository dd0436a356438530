"""含义: do the words agree with the table's year, and the fund with the subject?"""

import re
from collections.abc import Hashable, Iterator

from perfgoals.language.citations import Year, find_titles, find_years
from perfgoals.language.lexicon import normalise

from .registry import CheckSettings, Hit, project_check
from .sources import MEASURES_2015
from .subject import CheckedProject

# 款 of the government funds in the subjects of government revenue and expenditure; the other 款 are general.
_FUND_SECTIONS_OF_CLASS = {
    "206": "10",
    "207": "07 09 10",
    "208": "22 23 29",
    "211": "60 61",
    "212": "08 10 11 13 14 15 16 17 18 19",
    "213": "66 67 69 70 71",
    "214": "60 61 62 63 64 68 69 70 71 72 73",
    "215": "62",
    "229": "04 08 60",
    "232": "04",
    "233": "04",
}
# A text is copied from one of the last years; what is older than that is history (1998年建成).
_COPIED = 4
_COMPARED = re.compile(r"[比较与同自从起]\s*$|上年|基期|基数|截至|截止|始于")
_COMPARES = re.compile(
    r"^\s*年?(?:度|底|末)?(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?(?:底|末|初|前)?"
    r"(?:[为是达仅约]\s?[0-9]|相比|同期|增长|提高|下降|减少|基数|以来|起|制发|印发|出台|下发|水平|基础上|实际|结转|欠[付款]|尾款|质保金|清算|决算|审计|考核结果|"
    r"绩效考核|年终|已|建成|立项|开工|启动|批复|普查|学年|[-~至—](?:19|20)?[0-9]{2,4}年?(?:学年|采暖|供暖|取暖))"
)
_MONTH = "(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?"
_RANGE_GOES_ON = re.compile(rf"年?度?{_MONTH}[-~至到]((?:19|20)[0-9]{{2}})")
_RANGE_COMES_FROM = re.compile(rf"((?:19|20)[0-9]{{2}})年?度?{_MONTH}[-~至到]$")
_SUBJECT = re.compile("[0-9]{5,7}")
_DOCUMENT_AHEAD = re.compile(r"^年?[^，。；]{0,14}《")


@project_check(
    title="文字中的年份与表的年度不符",
    explanation="绩效目标和指标写的是本年度的计划；写着往年的，多半是复制后没有修改。",
    source=MEASURES_2015 + "：绩效目标应合理可行、与预算年度一致",
    weight=65,
)
def year_differs(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """An objective or an indicator speaks of an earlier year, or a one-year project of a later one."""
    seen = set()
    for key, field, text in _cells(project):
        for year in find_years(text) if "年" in text else ():
            if (key, year.year) not in seen and _is_foreign(text, year, project):
                seen.add((key, year.year))
                message = (
                    f"写着 {year.year} 年，本表是 {project.fiscal_year} 年度，请核对是否沿用了往年内容。"
                )
                yield Hit(field, message, key)


def _cells(project: CheckedProject) -> Iterator[tuple[Hashable | None, str, str]]:
    """(row key or None, field, text) of what is planned: names, objectives and values."""
    yield None, "name", project.name
    yield from ((None, field, text) for field, text in project.objectives)
    for row in project.applying:
        for field, text in row.reading.targets:
            yield row.key, field, text
    for row in project.rows:
        yield row.key, "name", row.name


def _is_foreign(text: str, year: Year, project: CheckedProject) -> bool:
    if year.year == project.fiscal_year or (year.year > project.fiscal_year and not project.one_year):
        return False
    if year.year < project.fiscal_year - _COPIED or project.term.holds(year.year):
        return False
    if any(title.start <= year.start < title.end for title in find_titles(text)):
        return False
    normal = normalise(text)
    before, after = normal[max(0, year.start - 12) : year.start], normal[year.end : year.end + 20]
    if _within_range(before, year.year, after, project.fiscal_year):
        return False
    # A base year, or the year in which a document was issued, is meant to be another one.
    return not (_COMPARED.search(before) or _COMPARES.search(after) or _DOCUMENT_AHEAD.search(after))


def _within_range(before: str, year: int, after: str, fiscal_year: int) -> bool:
    """One end of a range of years that holds the table's year: 2021-2025年, 2022年12月至2023年11月."""
    later, earlier = _RANGE_GOES_ON.match(after), _RANGE_COMES_FROM.search(before)
    first, last = int(earlier[1]) if earlier else year, int(later[1]) if later else year
    return first <= fiscal_year <= last


@project_check(
    title="资金类型与功能科目不匹配",
    explanation="政府性基金只能用于基金科目，一般公共预算资金不能列基金科目，国有资本经营预算列 223 类。",
    source="《政府收支分类科目》",
    weight=65,
)
def fund_misfits_subject(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """The budget that the fund belongs to is not the one that the functional subject belongs to."""
    fund, subject = project.fund_code.strip(), project.subject_code.strip()
    funds = {"11": "一般公共预算", "12": "政府性基金预算", "13": "国有资本经营预算"}
    if fund[:2] not in funds or not _SUBJECT.fullmatch(subject):
        return
    belongs = _budget_of(subject)
    if fund[:2] != belongs:
        message = (
            f"资金“{fund}{project.fund_name}”属于{funds[fund[:2]]}，科目“{subject}{project.subject_name}”"
            f"属于{funds[belongs]}，请核对。"
        )
        yield Hit("fund_code", message)


def _budget_of(subject: str) -> str:
    """The first digits of the funds that pay for a functional subject."""
    if subject[:3] == "223":
        return "13"
    return "12" if subject[3:5] in _FUND_SECTIONS_OF_CLASS.get(subject[:3], "").split() else "11"
