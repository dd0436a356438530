"""One passage, project or unit as the checks look at it."""

from publication.checks import Passage, PublishedProject, PublishedUnit, TypoRule, check_unit

TYPOS = (
    TypoRule("建立建全", "建立健全"),
    TypoRule("帐", "账", ("帐篷", "蚊帐", "青纱帐")),
    TypoRule("布署", "部署", (), blocking=False),
)
TIERS = (("产出指标", "数量指标"), ("效益指标", "社会效益指标"))


def unit_with(*passages, tiers=TIERS, goal=None, below=True, above=False, typos=TYPOS):
    project = PublishedProject(1, "网络维护费", tuple(passages), tiers, goal)
    return PublishedUnit("130001", "组织部", below, above, (project,), typos)


def found_in(text, *, field="other", **unit):
    """(check, level, proposal) of each finding in one text."""
    found = check_unit(unit_with(Passage("年度绩效", text, field), **unit))
    return [(finding.check, finding.level, finding.proposal) for finding in found]


def checks_hit(text, **options):
    return [check for check, _, _ in found_in(text, **options)]
