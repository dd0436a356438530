"""How the words of the official table break in its narrow columns on the page."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# A line may begin with these, where the column is too narrow for the whole: 产出|指标, 服务对象|满意度.
_BEGINNINGS = re.compile(
    r"(?<=.)(?=名称|类型|[（(]|申报理由|指标|满意度|影响|效益|金额|单位|范围|科目|完成|水平|计划[）)])"
)


@register.filter
def breakable(text: str) -> SafeString:
    """The words of a header or a tier, with the places where a line may end.

    The style sheet keeps the rest together (`word-break: keep-all`); what does not fit all the same breaks
    anywhere.
    """
    return mark_safe(_BEGINNINGS.sub("<wbr>", conditional_escape(text)))
