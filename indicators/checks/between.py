"""项目之间: do the projects of one unit agree, and is each of them a project of its own?"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from perfgoals.language.lexicon import magnitude_of
from perfgoals.language.quantities import core_of, find_quantities
from perfgoals.language.targets import parse_target
from perfgoals.language.units import families

from .registry import CheckSettings, Hit, cycle_check
from .similarity import alike
from .sources import MEASURES_2015, REVIEW_SHEET
from .subject import CheckedIndicator, CheckedProject

# Words of names that say what the money is for or how it is paid, not whom it concerns.
_PURPOSE = re.compile(
    r"全[区县市镇省]|[本我][区县市镇省]|在[岗职]|非?三保|不?含|工作|专项|项目|经费|费用|资金|补[助贴]金?|社保|保险|绩效|奖励|慰问金?|"
    r"生活|医疗|医药费|健康|体检|培训|活动|一次性|春节|年度|购买|发放|人身|意外|伤害|保险|关爱|加班|误餐|通讯|交通|取暖|高温|住房|公积金|工资|薪酬|待遇|岗位|"
    r"津贴|奖金|被装|配备|[\W_]"
)
_GENERAL = re.compile(
    r"参加|参与|培训|补[助贴]|发放|享受|慰问|活动|举办|召开|开展|会议|课程|教学|受益|覆盖|完成|符合|条件|基层|人员|人数|人次|次数|个数|"
    r"数量|场次|村数|计划|困难|群众|党员|干部|对象|情况|工作|项目|[的数量率人次\W_]"
)


def _by_unit(projects: Iterable[CheckedProject]) -> Iterator[list[CheckedProject]]:
    units: dict[str, list[CheckedProject]] = defaultdict(list)
    for project in projects:
        units[project.unit_code].append(project)
    return iter(units.values())


@cycle_check(
    title="同一单位的项目之间人数不一致",
    explanation="同一批人或同一指标在两个项目中数字不同，至少有一处需要核对。",
    source=REVIEW_SHEET + "：内容准确、与同类项目比合理",
    weight=60,
)
def counts_disagree(
    projects: Sequence[CheckedProject], settings: CheckSettings
) -> Iterator[tuple[Hashable, Hit]]:
    """Two projects for the same people count them differently, or give one indicator different numbers."""
    for members in _by_unit(projects):
        yield from _different_heads(members)
        yield from _different_numbers(members)


def _different_heads(members: list[CheckedProject]) -> Iterator[tuple[Hashable, Hit]]:
    """Projects whose names concern the same people, each with one head count."""
    alike: dict[str, list[CheckedProject]] = defaultdict(list)
    for project in members:
        people = _PURPOSE.sub("", project.name)
        if len(people) >= 4:
            alike[people].append(project)
    for group in alike.values():
        counted = ((project, _head_counts(project)) for project in group if len(group) > 1)
        sure = [(p, *heads[0]) for p, heads in counted if len({number for _, number in heads}) == 1]
        yield from _disagreements(sure)


def _head_counts(project: CheckedProject) -> list[tuple[CheckedIndicator, Decimal]]:
    """The numbers of people in the 数量 and 成本 rows that are not per something (每社区5人)."""
    return [
        (row, quantity.number)
        for row in project.rows_of("数量", "成本")
        for _, text in row.targets[-1:]
        for quantity in find_quantities(text)
        if quantity.core in ("人", "名", "位") and not quantity.per
    ]


def _different_numbers(members: list[CheckedProject]) -> Iterator[tuple[Hashable, Hit]]:
    """数量 rows of one particular name that count the same sort of thing; how often may well differ."""
    named: dict[str, list[tuple[CheckedProject, CheckedIndicator]]] = defaultdict(list)
    for project in members:
        for row in project.rows_of("数量"):
            if name := _particular_name(row.name):
                named[name].append((project, row))
    for rows in named.values():
        kinds: dict[frozenset[str], list[tuple[CheckedProject, CheckedIndicator, Decimal]]] = defaultdict(
            list
        )
        for project, row in rows if len(rows) > 1 else ():
            target = parse_target(row.annual_target or row.period_target)
            kind = families(target.unit)
            if target.number is not None and "times" not in kind:
                count = target.number * magnitude_of(core_of(target.unit))
                kinds[kind].append((project, row, count))
        for group in kinds.values():
            yield from _disagreements(group)


@lru_cache(maxsize=8192)
def _particular_name(name: str) -> str:
    """The name without blanks, or nothing for one that any project may have (补贴人数)."""
    written = "".join(name.split())
    return written if len(_GENERAL.sub("", written)) >= 3 else ""


def _disagreements(
    group: list[tuple[CheckedProject, CheckedIndicator, Decimal]],
) -> Iterator[tuple[Hashable, Hit]]:
    """One hit for each project of a group whose numbers differ; it names the first that says otherwise."""
    others: dict[Decimal, CheckedProject] = {}
    for project, _, number in group:
        others.setdefault(number, project)
    if len(others) < 2:
        return
    for project, row, number in group:
        value, other = next((value, other) for value, other in others.items() if value != number)
        message = (
            f"本项目“{row.name}”为 {number.normalize():f}，同单位项目“{other.name}”为 {value.normalize():f}，"
            "如指同一批对象，请核对并改成一致。"
        )
        yield project.key, Hit("annual_target", message, row.key, related=(other.key,))


@cycle_check(
    title="同一单位的项目高度相似",
    explanation="名称、目标或指标高度相似的项目，可能重复申报，或复制后没有修改。",
    source=MEASURES_2015 + "：绩效目标应指向明确",
    threshold=Decimal(68),
    threshold_label="相似度（%）",
    weight=60,
)
def near_duplicates(
    projects: Sequence[CheckedProject], settings: CheckSettings
) -> Iterator[tuple[Hashable, Hit]]:
    """Pairs of projects of one unit that are alike in name and objective, in indicators, or in rare ones."""
    threshold = float(settings.threshold("near_duplicates"))
    for members in _by_unit(projects):
        for first, second, reason in alike(members, threshold):
            for project, other in ((first, second), (second, first)):
                message = f"与同单位项目“{other.name}”{reason}，请核对是否重复申报，或写明两者的区别。"
                yield project.key, Hit("name", message, related=(other.key,))
