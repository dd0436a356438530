"""The list of the checks of self-evaluations: those of both kinds first."""

from monitoring.checks.common import COMMON

CHECKS = COMMON.copy()
SCORING = "财预〔2020〕10号：项目支出绩效自评表及其评分规则"
PUBLISHED = "公开的自评表中常见的错误"
