"""完整性: is everything there that the table asks for?"""

import re
from collections.abc import Iterator

from perfgoals.language.citations import find_documents, find_titles
from perfgoals.language.enums import TargetKind
from perfgoals.language.targets import parse_target

from ..enums import CheckLevel
from .registry import CheckSettings, Hit, project_check
from .sources import MEASURES_2015, REVIEW_SHEET
from .subject import TARGET_LABELS, CheckedIndicator, CheckedProject, category_name

_FIELD_LABELS = {
    "name": "项目名称",
    "fund_code": "资金类型",
    "subject_code": "用途范围（功能科目）",
    "justification": "设立依据及申报理由",
    "overall_objective": "整体绩效",
}
# Signs or words that stand where a text should be: ####, XX, 待填.
_PLACEHOLDER = re.compile(
    r"#{2,}|(?<![A-Za-z0-9])[xX×*＊]{2,}(?![A-Za-z0-9])|[_＿]{3,}|待填(?!补)|待补充|请填写|请输入|此处填写"
)
_END_MARK = re.compile(r"[。！？!?；;.…)）》”\"’」】]\s*$")
_SENTENCE = re.compile("[。！？；]")
_BROKEN_OFF = re.compile(r"[，、：,:（(《“]\s*$")


@project_check(
    title="项目金额缺失",
    explanation="金额是绩效目标与资金匹配的前提；没有金额，成本和单价都无法核对。",
    source=MEASURES_2015 + "：绩效目标应与预算资金量相应匹配",
    level=CheckLevel.BLOCKING,
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
)
def category_missing(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A 二级 indicator that the scheme requires has neither a row nor a reason why not."""
    if settings.required_categories is None:
        return
    present = {row.category for row in project.indicators if row.applies or row.note.strip()}
    for required in sorted(settings.required_categories):
        if category_name(required) not in present:
            message = f"没有“{required}”，请增加一行；确实不适用的，标记“不适用”并在备注写明理由。"
            yield Hit("indicators", message)


@project_check(
    title="必填内容为空",
    explanation="名称、资金、科目、依据、整体绩效和每个指标的名称与指标值都是表内必填内容。",
    source=REVIEW_SHEET + "：内容完整、无缺项",
    level=CheckLevel.BLOCKING,
)
def field_empty(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A field of the project or a cell of an indicator is blank or holds only dashes."""
    for field, label in _FIELD_LABELS.items():
        if not getattr(project, field).strip():
            yield Hit(field, f"“{label}”没有填写。")
    if not project.indicators:
        yield Hit("indicators", "还没有绩效指标，请至少按规定的二级指标各填一行。")
    for row in project.indicators:
        yield from _empty_cells(row)


def _empty_cells(row: CheckedIndicator) -> Iterator[Hit]:
    if not row.name.strip():
        yield Hit("name", f"“{row.tier2}”下有一行没有填写三级指标名称。", row.key)
    if row.applies:
        for field, label in TARGET_LABELS.items():
            if parse_target(getattr(row, field)).kind == TargetKind.EMPTY:
                yield Hit(field, f"指标“{row.name}”没有填写{label}。", row.key)
    elif not row.note.strip():
        yield Hit("note", f"指标“{row.name}”标记为不适用，请在备注写明理由。", row.key)


@project_check(
    title="年度绩效为空",
    explanation="一年期项目的年度绩效可与整体绩效相同，但应填写。",
    source=REVIEW_SHEET + "：内容完整、无缺项",
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
)
def placeholder_left(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A sign or word of the template stands where a text should be."""
    for field in ("name", "justification", "overall_objective", "annual_objective"):
        if found := _PLACEHOLDER.search(getattr(project, field)):
            yield Hit(field, f"内容中有“{found[0]}”，请换成实际内容。")
    for row in project.indicators:
        for field in ("name", "period_target", "annual_target"):
            if found := _PLACEHOLDER.search(getattr(row, field)):
                yield Hit(field, f"指标“{row.name}”中有“{found[0]}”，请换成实际内容。", row.key)


@project_check(
    title="文字可能被截断",
    explanation="由几句话组成的文字，最后一句没有结尾标点，可能在复制或打印时被截断。",
    source=REVIEW_SHEET + "：内容完整",
)
def text_cut_off(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A text of several sentences whose last one has no end mark, or that stops at a comma."""
    for field, text in (*project.objectives, ("justification", project.justification)):
        unfinished = bool(_SENTENCE.search(text)) and not _END_MARK.search(text)
        if unfinished or _BROKEN_OFF.search(text):
            yield Hit(field, f"文字到“{text.strip()[-8:]}”为止没有结尾，可能被截断，请补全。")


@project_check(
    title="设立依据未写明文件",
    explanation="设立依据应写明政策文件的名称和文号，如《……》（××〔2023〕1号）；没有文件的，写明会议纪要或批示。",
    source=REVIEW_SHEET + "：符合法律法规、规划和部门职能",
)
def no_document(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """The justification names neither a title in 《》 nor a document number."""
    text = project.justification
    if text.strip() and not find_titles(text) and not find_documents(text):
        yield Hit("justification", "没有写明政策文件的名称（《》）或文号（〔年〕号），请补充。")


@project_check(
    title="年度绩效与整体绩效相同",
    explanation="年度绩效应写明本年度要完成的部分；一年期项目两者可以相同，请确认。",
    source=MEASURES_2015 + "：年度绩效目标是一个预算年度内预期达到的产出和效果",
)
def same_objectives(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """Both objectives are word for word the same."""
    overall = "".join(project.overall_objective.split())
    if overall and overall == "".join(project.annual_objective.split()):
        message = "年度绩效与整体绩效逐字相同，请确认项目只有一年，或改写为本年度的内容。"
        yield Hit("annual_objective", message)
