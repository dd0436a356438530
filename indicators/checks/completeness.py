"""完整性: is everything there that the table asks for?"""

import re
from collections.abc import Iterator
from functools import lru_cache

from perfgoals.language.citations import find_documents, find_titles
from perfgoals.language.lexicon import MEASURE
from perfgoals.language.targets import is_empty

from ..enums import CheckLevel
from ..fields import field_named
from .registry import CheckSettings, Hit, in_rows, project_check
from .row_reading import RowReading, category_name
from .sources import MEASURES_2015, REVIEW_SHEET
from .subject import TARGET_LABELS, CheckedProject

# The annual objective may be that of the whole term; an empty amount has a check of its own.
_NEEDED = {
    name: field_named(name)
    for name in ("name", "fund_code", "subject_code", "justification", "overall_objective")
}
# Signs or words that stand where a text should be: ####, XX, 待填.
_PLACEHOLDER = re.compile(
    r"(?=[#xX×*＊_＿?？�待请此在某T（(《“\"{【])(?:#{2,}|(?<![A-Za-z0-9])[xX×*＊]{2,}(?![A-Za-z0-9])|[_＿]{2,}|[?？]{3,}|�|待填(?!补)|待补充|待完善后|待定(?!点|向|岗|额)|待明确|待确定|"
    r"请填写|请输入|此处填写|在此填写|某某(?:省|市|县|区|镇|村|单位|项目|局|部门|公司|文件)|TBD|[（(]\s*[）)]|《\s*》|[“\"]\s+[”\"]|\{\s*[\w\u4e00-\u9fff]*\s*\}|【[^】]{0,8}(?:填|名称|内容)[^】]{0,8}】)"
)
# The whole of a text is a sign, or the words of the form itself.
_ONLY_SIGNS = re.compile(r"[\s.。…·*＊?？、，,;；:：•●○□■◆-]+")
_FORM_WORDS = re.compile(
    r"[\s*＊#·（(【\[]*(?:[一二三]级指标(?:名称|内容)?|指标(?:名称|内容|值)?|目标(?:名称|内容|值)?|年度?目标|绩效目标|(?:实施周期|年度)指标?值|"
    r"项目名称|示例|样例|同上|略|无内容)?[\s）)】\]:：]*[0-9一二三四五六七八九十①②③nNxX]{0,2}[\s:：.…。*＊）)】\]]*"
)
_STEP_WITHOUT_TEXT = re.compile(r"目标\s?[0-9一二三四五]\s?[:：]\s*(?:$|…|\.{2,}|\n)")
# ≥  %, ＞ 人: a sign and perhaps a unit, but no number.
_SIGN_WITHOUT_NUMBER = re.compile(
    rf"\s*(?:[≥≤＞＜><=＝≧≦]+|不低于|不少于|不超过|不高于|达到|至少)?\s*[（(]?\s*(?:{MEASURE}|％)?(?:/{MEASURE})?\s*[）)]?\s*"
)
_SHORT_NUMBER = re.compile("[0-9一二三四五六七八九十]{1,3}")
_END_MARK = re.compile(r"[。！？!?；;.…)）》”\"’」】]\s*$")
_SENTENCE = re.compile("[。！？；]")
_BROKEN_OFF = re.compile(r"[，、：,:（(《“]\s*$")
# No sentence ends with these.
_DANGLING = re.compile(
    r"(?:[的和与及并对将把由或从让使为]|以及|并且|通过|按照|根据|不断|进一步|切实|有效地|确保|为了|从而|包括|其中|以便)\s*$"
)
_ENDS_IN_NUMBER = re.compile(r"[0-9]\s*[\u4e00-\u9fff㎡]{1,3}\s*$|[%％‰]\s*$")
_DOCUMENT_WITHOUT_MARKS = re.compile(
    r"关于.{2,60}?的(?:请示|批示|批复|通知|意见|方案|办法|决定|函|报告|纪要|规定|通告|公告)|会议纪要|常务会议|党组会议?[^，。]{0,8}(?:研究|审议|同意)|"
    r"(?:领导|区长|县长|市长|书记)[^，。]{0,6}批示|号令|令第\s?[0-9]+\s?号|中央一号文件|中央1号文件"
)


@project_check(
    title="项目金额缺失",
    explanation="金额是绩效目标与资金匹配的前提；没有金额，成本和单价都无法核对。",
    source=MEASURES_2015 + "：绩效目标应与预算资金量相应匹配",
    level=CheckLevel.BLOCKING,
    weight=90,
)
def amount_missing(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """No readable amount above zero."""
    if project.amount is None:
        note = f"（{project.amount_note}）" if project.amount_note else ""
        yield Hit("amount", f"没有项目金额{note}，请核对后按元填写。")
    elif project.amount <= 0:
        yield Hit("amount", "项目金额应大于 0，请核对。")


@project_check(
    title="必填的二级指标缺失",
    explanation="每个项目都要有指标体系规定的二级指标；确实没有的，填写一行“不适用”并在备注写明理由。",
    source=REVIEW_SHEET + "：内容完整、无缺项",
    level=CheckLevel.BLOCKING,
    weight=85,
)
def category_missing(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A 二级 indicator that the scheme requires has neither a row nor a reason why not."""
    if settings.required_categories is None:
        return
    present = {row.category for row in project.accounted_for}
    for required in sorted(settings.required_categories):
        if category_name(required) not in present:
            message = f"没有“{required}”，请增加一行；确实不适用的，标记“不适用”并在备注写明理由。"
            yield Hit("indicators", message)


_TIERS = frozenset({"产出指标", "效益指标"})


@project_check(
    title="一级指标整层缺失",
    explanation="只写花钱做什么、不写带来什么，无法评价绩效；成本、满意度确实不涉及的，填一行“不适用”写明理由，权重才好调整。",
    source=REVIEW_SHEET + "：内容完整、无缺项",
    weight=80,
)
def tier_missing(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """No row stands under a 一级 of the scheme, none of whose 二级 is required (else category_missing)."""
    for tier in _absent_tiers(project, settings):
        message = f"没有任何“{tier}”，请至少增加一行；确实不适用的，标记“不适用”并在备注写明理由。"
        yield Hit("indicators", message)


def _absent_tiers(project: CheckedProject, settings: CheckSettings) -> list[str]:
    present = {category_name(row.tier1) for row in project.accounted_for}
    if not present or "" in present:
        return []
    return [tier for tier in sorted(_needed_tiers(settings)) if category_name(tier) not in present]


def _needed_tiers(settings: CheckSettings) -> frozenset[str]:
    """The scheme's; without one at hand 产出 and 效益, the former unless its 二级 are asked for already."""
    if settings.required_tiers is not None:
        return settings.required_tiers
    return _TIERS - {"产出指标"} if settings.required_categories else _TIERS


@project_check(
    title="必填内容为空",
    explanation="名称、资金、科目、依据、整体绩效和每个指标的名称与指标值都是表内必填内容。",
    source=REVIEW_SHEET + "：内容完整、无缺项",
    level=CheckLevel.BLOCKING,
    weight=85,
)
def field_empty(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A field of the project or a cell of an indicator is blank or holds only dashes."""
    for name, needed in _NEEDED.items():
        if needed.input not in settings.leaves_out and not getattr(project, name).strip():
            yield Hit(name, f"“{needed.label}”没有填写。")
    if not project.rows:
        yield Hit("indicators", "还没有绩效指标，请至少按规定的二级指标各填一行。")
    for row in project.rows:
        for hit in _empty_cells(row.reading):
            if hit.field not in TARGET_LABELS or hit.field not in settings.leaves_out:
                yield hit._replace(indicator=row.key)


@lru_cache(maxsize=16384)
def _empty_cells(row: RowReading) -> tuple[Hit, ...]:
    return tuple(_hits_of_empty_cells(row))


def _hits_of_empty_cells(row: RowReading) -> Iterator[Hit]:
    if not row.name.strip():
        yield Hit("name", f"“{row.tier2}”下有一行没有填写三级指标名称。")
    if row.applies:
        for field, label in TARGET_LABELS.items():
            if is_empty(getattr(row, field)):
                yield Hit(field, f"指标“{row.name}”没有填写{label}。")
    elif not row.said_why:
        yield Hit("note", f"指标“{row.name}”标记为不适用，请在备注写明理由。")


@project_check(
    title="年度绩效为空",
    explanation="一年期项目的年度绩效可与整体绩效相同，但应填写。",
    source=REVIEW_SHEET + "：内容完整、无缺项",
    weight=40,
)
def annual_objective_empty(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """The annual objective is blank though there is an overall one."""
    if project.overall_objective.strip() and not project.annual_objective.strip():
        advice = "一年期项目可点“同整体绩效”复制。" if project.one_year else "请写明本年度要完成的部分。"
        yield Hit("annual_objective", "“年度绩效”没有填写；" + advice)


@project_check(
    title="占位内容未替换",
    explanation="模板中的 XX、####、“待填”等要换成实际内容。",
    source=REVIEW_SHEET + "：内容准确",
    level=CheckLevel.BLOCKING,
    weight=85,
)
def placeholder_left(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A sign or word of the template stands where a text should be."""
    for field in ("name", "justification", "overall_objective", "annual_objective"):
        if found := _placeholder_in(getattr(project, field)):
            yield Hit(field, f"内容中有“{found}”，请换成实际内容。")


@in_rows("placeholder_left")
def _placeholders_of(row: RowReading) -> Iterator[Hit]:
    """One in the name, and the first in the values."""
    if found := _placeholder_in(row.name):
        yield Hit("name", f"{row.tier2}下三级指标的名称是“{found}”，请换成实际内容。")
    for field, text in row.targets if row.applies else ():
        if found := _placeholder_in_value(text):
            yield Hit(field, f"指标“{row.name}”的值中有“{found}”，请换成实际内容。")
            break


@lru_cache(maxsize=8192)
def _placeholder_in(text: str) -> str:
    """What stands for a text that was never written, or nothing."""
    if not text.strip():
        return ""
    if _ONLY_SIGNS.fullmatch(text) or _FORM_WORDS.fullmatch(text):
        return text.strip()
    found = _PLACEHOLDER.search(text) or _STEP_WITHOUT_TEXT.search(text)
    return found[0].strip() if found else ""


@lru_cache(maxsize=8192)
def _placeholder_in_value(text: str) -> str:
    """The same in a value: digits and dashes alone are no placeholder, ≥ without a number is one."""
    if is_empty(text):
        return ""  # field_empty says it
    if _SIGN_WITHOUT_NUMBER.fullmatch(text):
        return text.strip()
    if _SHORT_NUMBER.fullmatch(text.strip()):
        return ""
    return _placeholder_in(text)


@project_check(
    title="文字可能被截断",
    explanation="由几句话组成的文字，最后一句没有结尾标点，可能在复制或打印时被截断。",
    source=REVIEW_SHEET + "：内容完整",
    weight=60,
)
def text_cut_off(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A text of several sentences or clauses without an end mark, or one that stops inside a phrase."""
    for field, text in (*project.objectives, ("justification", project.justification)):
        if _is_cut_off(text):
            yield Hit(field, f"文字到“{text.strip()[-8:]}”为止没有结尾，可能被截断，请补全。")


def _is_cut_off(text: str) -> bool:
    if _BROKEN_OFF.search(text):
        return True
    if not text.strip() or _END_MARK.search(text):
        return False
    unclosed = text.count("《") > text.count("》") or text.count("“") > text.count("”")
    clauses = "，" in text and not _ENDS_IN_NUMBER.search(text)
    return bool(_SENTENCE.search(text) or _DANGLING.search(text)) or unclosed or clauses


@project_check(
    title="设立依据未写明文件",
    explanation="设立依据应写明政策文件的名称和文号，如《……》（××〔2023〕1号）；没有文件的，写明会议纪要或批示。",
    source=REVIEW_SHEET + "：符合法律法规、规划和部门职能",
    weight=40,
)
def no_document(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """The justification names no title in 《》, no document number and no decision in words."""
    text = project.justification
    named = find_titles(text) or find_documents(text) or _DOCUMENT_WITHOUT_MARKS.search(text)
    if text.strip() and not named:
        yield Hit("justification", "没有写明政策文件的名称（《》）或文号（〔年〕号），请补充。")


@project_check(
    title="年度绩效与整体绩效相同",
    explanation="年度绩效应写明本年度要完成的部分；一年期项目两者可以相同，请确认。",
    source=MEASURES_2015 + "：年度绩效目标是一个预算年度内预期达到的产出和效果",
    weight=20,
)
def same_objectives(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """Both objectives are word for word the same."""
    overall = "".join(project.overall_objective.split())
    if overall and overall == "".join(project.annual_objective.split()):
        message = "年度绩效与整体绩效逐字相同，请确认项目只有一年，或改写为本年度的内容。"
        if not project.one_year:
            message = (
                f"项目期为 {project.term.years} 年，年度绩效却与整体绩效逐字相同，请写明本年度要完成的部分。"
            )
        yield Hit("annual_objective", message)
